import path from "node:path";
import { type Metadata, type ServerDuplexStream, status } from "@grpc/grpc-js";
import { type ContextEntry, fileEntry, walkContext } from "./context.ts";
import { placesToSend, within } from "./follow.ts";
import { type IgnoreRules, parseIgnoreFile } from "./ignore.ts";
import { MESSAGES, type Packet } from "./messages.ts";
import type { OnFailure } from "./services.ts";
import type { Method } from "./session.ts";
import type { BuildSources, SmallFile } from "./sources.ts";
import { sendTree } from "./transfer.ts";

/**
 * moby.filesync.v1.FileSync: the build's files, and no others. BuildKit asks for the Dockerfile first, with its own
 * ignore file; then for the context's `.dockerignore` alone; then for the context.
 *
 * @throws LumogateError `build.dockerignore`
 */
export function filesMethod(sources: BuildSources, onFailure: OnFailure): Method {
  const methodPath = "/moby.filesync.v1.FileSync/DiffCopy";
  const rules = parseIgnoreFile(sources.ownIgnoreFile ?? sources.ignoreFile);
  const handle = (call: ServerDuplexStream<Packet, Packet>): void => {
    const tree = requestedTree(call.metadata, sources, rules);
    if (tree === undefined) {
      call.emit("error", { code: status.NOT_FOUND, details: "the client shares no such folder" });
    } else {
      sendTree(call, tree).catch(onFailure);
    }
  };
  const { encode, decode } = MESSAGES.packet;
  return {
    path: methodPath,
    register: (server) => server.register(methodPath, handle, encode, decode, "bidi"),
  };
}

function requestedTree(
  metadata: Metadata,
  { root, dockerfile, ignoreFile, ownIgnoreFile }: BuildSources,
  rules: IgnoreRules,
): AsyncIterable<ContextEntry> | undefined {
  const [folder] = metadata.get("dir-name");
  if (folder === "dockerfile") {
    const name = path.basename(dockerfile.path);
    return files([name, dockerfile], [`${name}.dockerignore`, ownIgnoreFile]);
  }
  if (folder !== "context") return undefined;
  const asked = followedPaths(metadata);
  // `COPY .dockerignore /` asks for the same path, but then with what the file says.
  const alone = asked.join() === ".dockerignore" && metadata.get("exclude-patterns").length === 0;
  return alone ? files([".dockerignore", ignoreFile]) : context(root, asked, rules);
}

/** Empty: all. */
function followedPaths(metadata: Metadata): string[] {
  // Node joins a header's values, with what may be in a name too: then a part is not there, and all is sent.
  const paths = metadata.get("followpaths").flatMap((values) => values.toString().split(", "));
  const [encoded] = metadata.get("followpaths-encoded");
  return encoded === "1" ? paths.map(unescape) : paths;
}

/** What was no UTF-8 stays as it is: there is no such place, and all is sent. */
function unescape(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

async function* context(
  root: string,
  asked: readonly string[],
  rules: IgnoreRules,
): AsyncGenerator<ContextEntry> {
  const places = asked.length === 0 ? undefined : await placesToSend(root, asked);
  yield* walkContext(root, places === undefined ? rules : within(places, rules));
}

async function* files(
  ...all: (readonly [name: string, file: SmallFile | undefined])[]
): AsyncGenerator<ContextEntry> {
  for (const [name, file] of all) if (file !== undefined) yield fileEntry(name, file.content);
}
