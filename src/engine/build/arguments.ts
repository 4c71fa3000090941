import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { LIMITS } from "../../limits.ts";
import { LumogateError, systemReason } from "../../model/error.ts";
import type { Environment } from "../../credentials/docker-config.ts";

/** A secret for `RUN --mount=type=secret,id=ID`: a file's content, or an environment variable's. */
export type BuildSecret = { readonly id: string } & ({ readonly file: string } | { readonly env: string });

/**
 * Build arguments in docker's syntax: `NAME=VALUE`, or `NAME` for the value that the environment has. A name that the
 * environment does not have is left out, so that the Dockerfile's own default holds. The last of a name wins.
 *
 * @throws LumogateError `build.argument`
 */
export function parseBuildArgs(texts: readonly string[], env: Environment): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const text of texts) {
    const end = text.indexOf("=");
    const name = end === -1 ? text : text.slice(0, end);
    if (name === "") {
      // Not the text itself: a value may be confidential.
      throw new LumogateError("build.argument", "A build argument has no name in front of its =.", {
        hint: "Write --build-arg NAME=VALUE, or --build-arg NAME for the value from the environment.",
      });
    }
    const value = end === -1 ? env[name] : text.slice(end + 1);
    if (value !== undefined) values.set(name, value);
  }
  return values;
}

/**
 * A secret in docker's syntax: `id=ID,src=PATH`, `id=ID,env=NAME`, or `id=ID` for the environment variable of that
 * name, else the file of that name. `type=file` and `type=env` say which is meant.
 *
 * @returns the file as an absolute path
 * @throws LumogateError `build.secret`
 */
export function parseBuildSecret(text: string, env: Environment): BuildSecret {
  const fields = new Map(text.split(",").map((field) => parseField(field, text)));
  const id = fields.get("id");
  if (id === undefined || id === "") throw badSecret(text, "it has no id");
  const source = fields.get("src") || undefined;
  const type = fields.get("type");
  if (type !== undefined && type !== "file" && type !== "env") {
    throw badSecret(text, `its type is "${type}", which is neither file nor env`);
  }
  const variable = fields.get("env") || (type === "env" ? source : undefined);
  if (variable !== undefined) return { id, env: variable };
  if (source !== undefined) return { id, file: path.resolve(source) };
  return type !== "file" && env[id] !== undefined ? { id, env: id } : { id, file: path.resolve(id) };
}

const FIELDS = new Map([
  ["id", "id"],
  ["src", "src"],
  ["source", "src"],
  ["env", "env"],
  ["type", "type"],
]);

function parseField(field: string, text: string): [string, string] {
  const end = field.indexOf("=");
  const key = FIELDS.get(field.slice(0, Math.max(end, 0)).trim().toLowerCase());
  if (key === undefined) throw badSecret(text, `"${field}" is none of id=, src=, env=, type=`);
  return [key, field.slice(end + 1)];
}

/**
 * Looks whether each secret is there, before anything is built: BuildKit would give an empty one for a variable that
 * is not set.
 *
 * @throws LumogateError `build.secret`
 */
export async function checkSecrets(secrets: readonly BuildSecret[], env: Environment): Promise<void> {
  for (const secret of secrets) {
    if ("env" in secret) {
      if (env[secret.env] === undefined) {
        throw new LumogateError(
          "build.secret",
          `The secret "${secret.id}" comes from ${secret.env}, which is not set.`,
          {
            hint: `Set the environment variable ${secret.env}, or name a file: --build-secret id=${secret.id},src=PATH.`,
          },
        );
      }
    } else {
      await checkFile(secret.id, secret.file);
    }
  }
}

/** A secret's content. @throws LumogateError `build.secret` */
export async function readSecret(secret: BuildSecret, env: Environment): Promise<Uint8Array> {
  if ("env" in secret) return Buffer.from(env[secret.env] ?? "");
  return readFile(secret.file).catch((cause: unknown) => {
    throw unreadable(secret.id, secret.file, cause);
  });
}

async function checkFile(id: string, file: string): Promise<void> {
  const found = await stat(file).catch((cause: unknown) => {
    throw unreadable(id, file, cause);
  });
  if (!found.isFile() || found.size > LIMITS.buildSecretBytes) {
    throw new LumogateError(
      "build.secret",
      `The secret "${id}" comes from ${file}, which is not a file of at most ${LIMITS.buildSecretBytes} bytes.`,
      { hint: "BuildKit takes no larger secrets (limit buildSecretBytes)." },
    );
  }
}

function unreadable(id: string, file: string, cause: unknown): LumogateError {
  return new LumogateError(
    "build.secret",
    `The secret "${id}" comes from ${file}, which cannot be read: ${systemReason(cause)}.`,
    { hint: "Name an existing file, or an environment variable: --build-secret id=ID,env=NAME.", cause },
  );
}

function badSecret(text: string, what: string): LumogateError {
  return new LumogateError("build.secret", `--build-secret ${text} cannot be understood: ${what}.`, {
    hint: "Write id=ID,src=PATH or id=ID,env=NAME.",
  });
}
