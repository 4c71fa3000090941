import type { IncomingMessage } from "node:http";
import path from "node:path/posix";
import type Dockerode from "dockerode";
import { LIMITS } from "../limits.ts";
import { LumogateError } from "../model/error.ts";
import type { Absent, Unreadable } from "../model/image.ts";
import { readTar, type TarEntry } from "../oci/tar.ts";
import type { Engine } from "./connect.ts";
import { withinCall } from "./deadlines.ts";
import { badAnswer, type EngineRefusal, isRefusal, timedOut, unbroken } from "./failure.ts";
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
  /** Where directories lead that are links, by their paths: databases lie side by side. */
  readonly #links = new Map<string, Promise<string | undefined>>();

  constructor({ docker, signal }: Engine, id: string) {
    this.#container = docker.getContainer(id);
    this.#signal = signal;
  }

  /**
   * Looks what lies at a path. Engines follow links on the way to it without a word, and leave the last one to us, saying
   * where it leads. They stay inside the image's root.
   *
   * @throws LumogateError `engine.*`
   */
  async locate(name: string): Promise<Located | Absent | Unreadable> {
    let current = name;
    for (let links = 0; links <= LIMITS.symlinks; links++) {
      const found = await this.#look(current);
      if (found.kind !== "found") return found;
      const { kind, linkTarget } = found.stat;
      if (kind !== "link") return { ...found, path: await this.#realPath(current) };
      if (linkTarget === "") return unreadable(name, "is a link, and the engine does not say where it leads");
      current = path.resolve(path.dirname(current), linkTarget);
    }
    return unreadable(name, `leads over more than ${LIMITS.symlinks} links (limit symlinks)`);
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

  /** The path of something that is there, with the links among the directories above it followed. */
  async #realPath(name: string): Promise<string> {
    let real = "/";
    let links = 0;
    const pending = componentsOf(path.dirname(name));
    this.#lookAhead(pending);
    for (let part = pending.shift(); part !== undefined; part = pending.shift()) {
      const next = path.join(real, part);
      const target = await this.#linkAt(next);
      real = target === undefined ? next : "/";
      if (target === undefined) continue;
      links += 1;
      if (links > LIMITS.symlinks) throw badAnswer(`HEAD ${name} of the container`, "its links lead nowhere");
      pending.unshift(...componentsOf(target));
    }
    return path.join(real, path.basename(name));
  }

  /** Mostly no directory is a link, so that all of them are looked at soon; at once, that takes no longer than one. */
  #lookAhead(components: readonly string[]): void {
    for (let depth = 1; depth <= Math.min(components.length, AHEAD); depth += 1) {
      // Who needs it, hears of what is wrong with it.
      this.#linkAt(`/${components.slice(0, depth).join("/")}`).catch(() => undefined);
    }
  }

  /** Where a directory above something leads; undefined where it is no link. */
  #linkAt(name: string): Promise<string | undefined> {
    const known = this.#links.get(name) ?? this.#look(name).then(linkTargetOf);
    this.#links.set(name, known);
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
      if (isRefusal(error, 404)) return this.#absent(error);
      if (isRefusal(error, 400, 403, 500)) return this.#obstacle(name, error);
      throw error;
    }
  }

  async #head(name: string, abortSignal: AbortSignal): Promise<IncomingMessage> {
    const response: IncomingMessage = await this.#container.infoArchive({ path: name, abortSignal });
    return response.resume();
  }

  /** 404 means that there is no such path, or no such container; and podman says so of a link that leads nowhere. */
  async #absent({ headers }: EngineRefusal): Promise<Absent> {
    if (headers[STAT_HEADER] !== undefined) return { kind: "absent" };
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

function linkTargetOf(located: Located | Absent | Unreadable): string | undefined {
  if (located.kind !== "found" || located.stat.kind !== "link") return undefined;
  const { linkTarget } = located.stat;
  return linkTarget === "" ? undefined : path.resolve(path.dirname(located.path), linkTarget);
}

function componentsOf(name: string): string[] {
  return name.split("/").filter((part) => part !== "");
}

/** @param clause what is wrong with the path: `is a pipe, not a file` */
export function unreadable(name: string, clause: string): Unreadable {
  return { kind: "unreadable", path: name, reason: `${name} ${clause}.` };
}

function gone(cause: EngineRefusal): LumogateError {
  return new LumogateError(
    "engine.container-gone",
    "The container that the image was read through is gone.",
    {
      hint: "Look what removes containers on this engine while the gate runs (docker container prune?), and run again.",
      cause,
    },
  );
}
