import { LIMITS } from "../limits.ts";
import type { ExposedSecret } from "../model/inventory.ts";
import { findSecrets } from "./find.ts";
import { secretNamed } from "./names.ts";
import { isSecretValue } from "./values.ts";

/**
 * The secrets among environment variables, whose values nobody keeps.
 *
 * @param env `NAME=value`, as an image's config has them
 */
export function secretsInEnvironment(env: readonly string[]): ExposedSecret[] {
  return env
    .flatMap((entry) => {
      const [, name = "", value = ""] = /^([^=]*)=?(.*)$/s.exec(entry) ?? [];
      return secretKinds(name, value).map((kind): ExposedSecret => ({ in: "env", kind, name }));
    })
    .slice(0, LIMITS.exposedSecrets);
}

/**
 * What kinds of secrets the value of a name is, or has in it: by its form, else by the name.
 *
 * @param name of a variable, or a label
 */
export function secretKinds(name: string, value: string): string[] {
  const found = [...new Set(findSecrets(value).map(({ kind }) => kind))];
  const named = secretNamed(name);
  return found.length === 0 && named !== undefined && isSecretValue(value) ? [named] : found;
}
