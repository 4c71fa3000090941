import type { IncomingMessage } from "node:http";
import path from "node:path/posix";
import type Dockerode from "dockerode";
import { LIMITS } from "../limits.ts";
import { LumogateError } from "../model/error.ts";
import type { Absent, Unreadable } from "../model/image.ts";
import { isMounted, linkToNothing } from "../oci/link-to-nothing.ts";
import { readTar, type TarEntry } from "../oci/tar/tar.ts";
import { byteString } from "../text.ts";
import type { Engine } from "./connect.ts";
import { withinCall } from "./deadlines.ts";
import { type EngineRefusal, isRefusal, timedOut, unbroken } from "./failure.ts";
import { parsePathStat, type PathStat } from "./path-stat.ts";

/** What lies at the end of a path, links followed. */
export interface Located {
  readonly kind: "found";
  readonly path: string;
  readonly stat: PathStat;
}

const STAT_HEADER = "x-docker-container-path-stat";

/** The archive API of one container. */
export class ContainerArchive {
  readonly #container: Dockerode.Container;
  readonly #signal: AbortSignal;
  /** What lies above what was asked for, by its path: databases lie side by side. */
  readonly #directories = new Map<string, Promise<Located | Absent | Unreadable>>();

  constructor({ docker, signal }: Engine, id: string) {
    this.#container = docker.getContainer(id);
    this.#signal = signal;
  }

  /**
   * Looks what lies at a path, as `walk` in src/oci/tree.ts does it: one name after the other, since engines follow links
   * on the way without a word, and say only of the last one where it leads. They stay inside the image's root.
   *
   * @throws LumogateError `engine.*`
   */
  async locate(name: string): Promise<Located | Absent | Unreadable> {
    let real = "/";
    let links = 0;
    // How many of the pending names are of a link's target, and not of the path that was asked for.
    let ofLinks = 0;
    const pending = componentsOf(name);
    this.#lookAhead(pending);
    for (let part = pending.shift(); part !== undefined; part = pending.shift()) {
      const isOfLink = ofLinks > 0;
      if (isOfLink) ofLinks -= 1;
      const here = path.join(real, part);
      const missing = byteString(Buffer.from(path.join(here, ...pending.slice(0, ofLinks))));
      if (isOfLink && real === "/" && isMounted(part)) return linkToNothing(name, missing);
      const found = await (pending.length === 0 ? this.#look(here) : this.#above(here));
      if (found.kind === "unreadable") return { ...found, path: name };
      if (found.kind === "absent") return isOfLink ? linkToNothing(name, missing) : found;
      const { kind, linkTarget } = found.stat;
      if (kind === "link") {
        if (linkTarget === "")
          return unreadable(name, "is a link, and the engine does not say where it leads");
        links += 1;
        if (links > LIMITS.symlinks)
          return unreadable(name, `leads over more than ${LIMITS.symlinks} links (limit symlinks)`);
        const target = componentsOf(path.resolve(real, linkTarget));
        pending.unshift(...target);
        ofLinks += target.length;
        real = "/";
        continue;
      }
      if (kind !== "directory" && ofLinks > 0) return linkToNothing(name, missing);
      if (pending.length === 0) return found;
      if (kind !== "directory") return { kind: "absent" };
      real = here;
    }
    return this.#look(real);
  }

  /**
   * The tar of what lies at a path, which must be there. Names in it begin with the last part of the path.
   *
   * @throws LumogateError `engine.*`, `tar.*`
   */
  async *entries(name: string): AsyncGenerator<TarEntry> {
    const call = `GET ${name} of the container`;
    const deadline = AbortSignal.timeout(LIMITS.engineCallMs);
    try {
      const stream = await this.#container.getArchive({ path: name, abortSignal: deadline });
      yield* readTar(unbroken(stream, call, this.#signal), `${name} from the engine`);
    } catch (error) {
      if (isRefusal(error, 404)) throw gone(error);
      throw deadline.aborted && !this.#signal.aborted ? timedOut(call, LIMITS.engineCallMs) : error;
    }
  }

  /** Mostly no directory is a link, so that all of them are looked at soon; at once, that takes no longer than one. */
  #lookAhead(components: readonly string[]): void {
    for (let depth = 1; depth <= Math.min(components.length - 1, AHEAD); depth += 1) {
      // Who needs it, hears of what is wrong with it.
      this.#above(`/${components.slice(0, depth).join("/")}`).catch(() => undefined);
    }
  }

  /** What lies above something that is asked for. */
  #above(name: string): Promise<Located | Absent | Unreadable> {
    const known = this.#directories.get(name) ?? this.#look(name);
    this.#directories.set(name, known);
    return known;
  }

  async #look(name: string): Promise<Located | Absent | Unreadable> {
    if (Buffer.byteLength(name) > LIMITS.pathBytes) {
      return unreadable(
        `${name.slice(0, 100)}…`,
        `is a path of more than ${LIMITS.pathBytes} bytes (limit pathBytes)`,
      );
    }
    const call = `HEAD ${name} of the container`;
    try {
      const { headers } = await withinCall(call, this.#signal, (abortSignal) =>
        this.#head(name, abortSignal),
      );
      return { kind: "found", path: name, stat: parsePathStat(headers[STAT_HEADER], call) };
    } catch (error) {
      if (isRefusal(error, 404)) return await this.#absent(name, error, call);
      if (isRefusal(error, 400, 403, 500)) return this.#obstacle(name, error);
      throw error;
    }
  }

  async #head(name: string, abortSignal: AbortSignal): Promise<IncomingMessage> {
    const response: IncomingMessage = await this.#container.infoArchive({ path: name, abortSignal });
    return response.resume();
  }

  /** 404 means that there is no such path, or no such container; and podman says so of a link that leads nowhere. */
  async #absent(name: string, { headers }: EngineRefusal, call: string): Promise<Absent | Unreadable> {
    if (headers[STAT_HEADER] !== undefined) {
      const { linkTarget } = parsePathStat(headers[STAT_HEADER], call);
      return linkToNothing(name, byteString(Buffer.from(path.resolve(path.dirname(name), linkTarget))));
    }
    try {
      await this.#container.inspect();
      return { kind: "absent" };
    } catch (error) {
      throw isRefusal(error, 404) ? gone(error) : error;
    }
  }

  /** An answer to HEAD has no words, but the same call with GET fails the same way, and says why. */
  async #obstacle(name: string, refusal: EngineRefusal): Promise<Absent | Unreadable> {
    const call = `GET ${name} of the container`;
    try {
      await withinCall(call, this.#signal, async (abortSignal) => {
        const stream = await this.#container.getArchive({ path: name, abortSignal });
        (stream as IncomingMessage).destroy();
      });
    } catch (error) {
      // Of the image's making; any other reason is the engine's trouble, and says nothing about the image.
      const itself =
        isRefusal(error, 400, 403, 500) &&
        /too many (?:levels of symbolic )?links|not a directory/.exec(error.said);
      if (!itself) throw error;
      if (itself[0] === "not a directory") return { kind: "absent" };
      return unreadable(name, `cannot be reached: ${itself[0]}`);
    }
    throw refusal;
  }
}

/** Databases lie three or four directories deep. */
const AHEAD = 8;

function componentsOf(name: string): string[] {
  return name.split("/").filter((part) => part !== "");
}

/** @param clause what is wrong with the path: `is a pipe, not a file` */
export function unreadable(name: string, clause: string): Unreadable {
  return { kind: "unreadable", path: name, reason: `${name} ${clause}.` };
}

/** The container was there a moment ago. */
export function gone(cause: EngineRefusal): LumogateError {
  return new LumogateError(
    "engine.container-gone",
    "The container that the image was read through is gone.",
    {
      hint: "Look what removes containers on this engine while the gate runs (docker container prune?), and run again.",
      cause,
    },
  );
}
