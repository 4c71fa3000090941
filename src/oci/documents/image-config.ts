import { isRecord, type JsonRecord } from "../../json.ts";
import { LIMITS } from "../../limits.ts";
import { LumogateError } from "../../model/error.ts";
import type { Healthcheck, ImageConfig } from "../../model/inventory.ts";
import { secretsInEnvironment } from "../../secrets/environment.ts";
import { compareText } from "../../text.ts";
import { tooMuch } from "../too-much.ts";

/**
 * The `config` of an image (OCI image-spec config.md; engines answer with the same fields) as the inventory has it.
 * What is missing, null or empty is left out; what has the wrong type is an error, since a rule would judge a guess.
 *
 * @throws LumogateError `image.config`, `image.limit`
 */
export function parseImageConfig(config: unknown): ImageConfig {
  const fields = objectOf(config, "config");
  const env = listOf(fields, "Env") ?? [];
  const optional = {
    user: textOf(fields, "User"),
    entrypoint: listOf(fields, "Entrypoint"),
    cmd: listOf(fields, "Cmd"),
    workingDir: textOf(fields, "WorkingDir"),
    healthcheck: healthcheckOf(fields["Healthcheck"]),
    stopSignal: textOf(fields, "StopSignal"),
    shell: listOf(fields, "Shell"),
  };
  const parsed = {
    ...known(optional),
    env: environmentNames(env),
    exposedPorts: keysOf(fields, "ExposedPorts"),
    volumes: keysOf(fields, "Volumes"),
    labels: labelsOf(fields["Labels"]),
    onBuild: listOf(fields, "OnBuild") ?? [],
    // The values are forgotten here; what else is told of the config is looked through when the inventory is taken.
    secrets: secretsInEnvironment(env),
  };
  if (parsed.volumes.length > LIMITS.volumes) {
    throw tooMuch(`declares ${parsed.volumes.length} volumes`, LIMITS.volumes, "volumes");
  }
  return parsed;
}

/** All names that are read here. */
export const IMAGE_CONFIG_KEYS = [
  "User",
  "Env",
  "Entrypoint",
  "Cmd",
  "WorkingDir",
  "StopSignal",
  "Shell",
  "OnBuild",
  "ExposedPorts",
  "Volumes",
  "Labels",
  "Healthcheck",
  "Test",
  "Interval",
  "Timeout",
  "StartPeriod",
  "Retries",
] as const;

/** An error in an image's own description. @param what a clause: `Labels is not an object` */
export function badConfig(what: string): LumogateError {
  return new LumogateError("image.config", `The image's config cannot be read: ${what}.`, {
    hint: "Build the image again; no usual tool writes such a config.",
  });
}

/** Names only, each once: a value may be a secret. */
function environmentNames(env: readonly string[]): string[] {
  return [...new Set(env.map((entry) => entry.replace(/=.*$/s, "")))].toSorted();
}

function labelsOf(value: unknown): Readonly<Record<string, string>> {
  let bytes = 0;
  const labels = Object.entries(objectOf(value, "Labels")).map(([key, text]) => {
    if (typeof text !== "string") throw badConfig(`the label "${key}" is not a string`);
    bytes += Buffer.byteLength(key) + Buffer.byteLength(text);
    return [key, text] as const;
  });
  if (bytes > LIMITS.labelBytes)
    throw tooMuch(`has ${bytes} bytes of labels`, LIMITS.labelBytes, "labelBytes");
  // Unlike an assignment, this makes `__proto__` a label like any other.
  return Object.fromEntries(labels.toSorted(([a], [b]) => compareText(a, b)));
}

function healthcheckOf(value: unknown): Healthcheck | undefined {
  if (value === undefined || value === null) return undefined;
  const fields = objectOf(value, "Healthcheck");
  const test = listOf(fields, "Test");
  if (test === undefined) return undefined;
  const durations = {
    interval: numberOf(fields, "Interval"),
    timeout: numberOf(fields, "Timeout"),
    startPeriod: numberOf(fields, "StartPeriod"),
    retries: numberOf(fields, "Retries"),
  };
  return { test, ...known(durations) };
}

function objectOf(value: unknown, name: string): JsonRecord {
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) throw badConfig(`${name} is not an object`);
  return value;
}

/** Sets are objects with empty objects as values in Go's JSON. */
function keysOf(fields: JsonRecord, name: string): string[] {
  return Object.keys(objectOf(fields[name], name)).toSorted();
}

function textOf(fields: JsonRecord, name: string): string | undefined {
  const value = fields[name] ?? "";
  if (typeof value !== "string") throw badConfig(`${name} is not a string`);
  return value === "" ? undefined : value;
}

function numberOf(fields: JsonRecord, name: string): number | undefined {
  const value = fields[name] ?? 0;
  if (typeof value !== "number") throw badConfig(`${name} is not a number`);
  return value === 0 ? undefined : value;
}

function listOf(fields: JsonRecord, name: string): string[] | undefined {
  const value: unknown = fields[name] ?? [];
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) {
    throw badConfig(`${name} is not a list of strings`);
  }
  return value.length === 0 ? undefined : value;
}

type Known<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the fields that have no value. */
function known<T extends object>(fields: T): Known<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Known<T>;
}
