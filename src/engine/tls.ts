import { readFile } from "node:fs/promises";
import path from "node:path";
import { isErrno, LumogateError } from "../model/error.ts";

/** Certificates for an engine behind TLS, in PEM. */
export interface Tls {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  /** False where the user told docker not to check the engine's certificate. */
  readonly verify: boolean;
}

/**
 * The certificates of a folder as docker lays them out. All may be missing: then the system's authorities vouch
 * for the engine, and we show no certificate. @throws LumogateError `engine.tls` where one is there but unreadable
 */
export async function readTls(directory: string, verify: boolean): Promise<Tls> {
  const [ca, cert, key] = await Promise.all(
    ["ca.pem", "cert.pem", "key.pem"].map((name) => readPem(path.join(directory, name))),
  );
  if ((cert === undefined) !== (key === undefined)) {
    throw new LumogateError(
      "engine.tls",
      `Of cert.pem and key.pem only one is in ${directory}; they go together.`,
      {
        hint: "Put both there, or neither, or name another folder in DOCKER_CERT_PATH.",
      },
    );
  }
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
    verify,
  };
}

async function readPem(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (cause) {
    if (isErrno(cause, "ENOENT") || isErrno(cause, "ENOTDIR")) return undefined;
    throw new LumogateError("engine.tls", `The certificate file ${file} cannot be read: ${String(cause)}.`, {
      hint: "Give yourself read access to it, or name another folder in DOCKER_CERT_PATH.",
      cause,
    });
  }
}
