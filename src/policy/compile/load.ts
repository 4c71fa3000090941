import { createHash } from "node:crypto";
import { readBounded } from "../../bounded-read.ts";
import { LIMITS } from "../../limits.ts";
import { LumogateError, systemReason } from "../../model/error.ts";
import type { PolicyPath, RegoVersion } from "../../model/policy-path.ts";
import type { PolicySource } from "../../model/report.ts";
import type { PolicyModule } from "./contract.ts";
import { findRego, type FindOptions, type FoundFile, unreadable } from "./find.ts";

export interface LoadedModule extends PolicyModule {
  /** Below what was given, with slashes. */
  readonly name: string;
}

export interface LoadedPolicy {
  /** Each file once, also where two paths lead to it. */
  readonly modules: readonly LoadedModule[];
  /** One for each path, in the order given. */
  readonly sources: readonly PolicySource[];
}

/**
 * Reads the `.rego` files that the user named, and those in folders that the user named.
 *
 * @param paths as the user gave them; errors name files that way
 * @throws LumogateError `policy.not-found`, `policy.unreadable`, `policy.empty`, `policy.too-large`
 */
export async function loadPolicyFiles(
  paths: readonly PolicyPath[],
  baseDirectory: string,
  options: FindOptions = {},
): Promise<LoadedPolicy> {
  const modules = new Map<string, LoadedModule>();
  const sources: PolicySource[] = [];
  let bytes = 0;
  for (const each of paths) {
    const { path: given, ...version } = typeof each === "string" ? { path: each } : each;
    const digest = createHash("sha256");
    for (const file of await findRego(given, baseDirectory, options)) {
      let module = modules.get(file.real);
      if (module === undefined) {
        const content = await read(file);
        bytes += content.length;
        module = { path: file.path, name: file.name, text: decode(file, content), ...regoVersion(version) };
        modules.set(file.real, module);
        if (bytes > LIMITS.policyBytes) throw tooLarge(`${LIMITS.policyBytes} bytes`, file);
        if (modules.size > LIMITS.policyFiles) throw tooLarge(`${LIMITS.policyFiles} files`, file);
      }
      // JSON, so that no name can pass for the end of another file.
      digest.update(JSON.stringify([file.name, module.text]));
    }
    sources.push({ source: given, digest: `sha256:${digest.digest("hex")}` });
  }
  return { modules: [...modules.values()], sources };
}

function regoVersion({ rego }: { readonly rego?: RegoVersion }): Pick<PolicyModule, "regoVersion"> {
  return rego === undefined || rego === "v1" ? {} : { regoVersion: rego };
}

async function read(file: FoundFile): Promise<Uint8Array> {
  try {
    const content = await readBounded(file.real, LIMITS.policyBytes);
    if (content.length <= LIMITS.policyBytes) return content;
  } catch (cause) {
    throw unreadable(file.path, systemReason(cause), cause);
  }
  throw tooLarge(`${LIMITS.policyBytes} bytes`, file);
}

function decode(file: FoundFile, content: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch (cause) {
    throw unreadable(file.path, "it is not UTF-8", cause);
  }
}

function tooLarge(limit: string, file: FoundFile): LumogateError {
  return new LumogateError("policy.too-large", `The policy is larger than ${limit}, at ${file.path}.`, {
    hint: "Name the folders that hold the rules, and keep data out of .rego files.",
    location: { file: file.path },
  });
}
