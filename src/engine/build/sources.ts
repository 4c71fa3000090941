import { readFile, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { LIMITS } from "../../limits.ts";
import { isErrno, LumogateError, systemReason } from "../../model/error.ts";

/** A small file, read. */
export interface SmallFile {
  /** As the user would write it, for messages. */
  readonly path: string;
  readonly content: Uint8Array;
}

/** What is built from: a folder, a Dockerfile that need not lie in it, and what keeps files out. */
export interface BuildSources {
  /** The context's folder, absolute, without links in its path. */
  readonly root: string;
  readonly dockerfile: SmallFile;
  /** The Dockerfile's place in the context, with `/`; left out where it lies outside. */
  readonly inContext?: string;
  /** The context's `.dockerignore`. */
  readonly ignoreFile?: SmallFile;
  /** `NAME.dockerignore` beside the Dockerfile, which BuildKit takes instead; the classic builder does not know it. */
  readonly ownIgnoreFile?: SmallFile;
}

/**
 * Finds and reads them as `docker build -f FILE CONTEXT` does.
 *
 * @param file relative to the current directory; left out: `Dockerfile` in the context, or else `dockerfile`
 * @throws LumogateError `build.context`, `build.dockerfile`, `build.dockerignore`
 */
export async function findSources(context: string, file?: string): Promise<BuildSources> {
  const root = await contextFolder(context);
  const dockerfile = await readDockerfile(
    file === undefined ? ["Dockerfile", "dockerfile"].map((name) => path.join(context, name)) : [file],
  );
  const inContext = path.relative(root, await realpath(dockerfile.path));
  const isOutside = inContext === ".." || inContext.startsWith(`..${path.sep}`) || path.isAbsolute(inContext);
  const ignoreFile = await readSmall(path.join(context, ".dockerignore"), "build.dockerignore");
  const ownIgnoreFile = await readSmall(`${dockerfile.path}.dockerignore`, "build.dockerignore");
  return {
    root,
    dockerfile,
    ...(isOutside ? {} : { inContext: inContext.split(path.sep).join("/") }),
    ...(ignoreFile === undefined ? {} : { ignoreFile }),
    ...(ownIgnoreFile === undefined ? {} : { ownIgnoreFile }),
  };
}

async function contextFolder(context: string): Promise<string> {
  const hint = "--build takes the folder to build from; the Dockerfile is named with --file.";
  try {
    const root = await realpath(context);
    if ((await stat(root)).isDirectory()) return root;
  } catch (cause) {
    throw new LumogateError(
      "build.context",
      `The build context ${context} cannot be read: ${systemReason(cause)}.`,
      {
        hint,
        cause,
      },
    );
  }
  throw new LumogateError("build.context", `The build context ${context} is not a folder.`, { hint });
}

async function readDockerfile(candidates: readonly string[]): Promise<SmallFile> {
  for (const candidate of candidates) {
    const dockerfile = await readSmall(candidate, "build.dockerfile");
    if (dockerfile !== undefined) return dockerfile;
  }
  throw new LumogateError("build.dockerfile", `There is no Dockerfile at ${candidates[0] ?? ""}.`, {
    hint: "Name it with --file, relative to the current directory.",
  });
}

/** Undefined where there is no such file. */
async function readSmall(file: string, code: `build.${string}`): Promise<SmallFile | undefined> {
  let problem = "it is not a file";
  let thrown: unknown;
  try {
    const found = await stat(file);
    if (found.isFile() && found.size <= LIMITS.dockerfileBytes) {
      return { path: file, content: await readFile(file) };
    }
    if (found.isFile()) problem = `it is larger than ${LIMITS.dockerfileBytes} bytes (limit dockerfileBytes)`;
  } catch (cause) {
    if (isErrno(cause, "ENOENT") || isErrno(cause, "ENOTDIR")) return undefined;
    problem = systemReason(cause);
    thrown = cause;
  }
  throw new LumogateError(code, `${file} cannot be read: ${problem}.`, {
    hint: "A build needs to read its Dockerfile and its .dockerignore.",
    cause: thrown,
  });
}
