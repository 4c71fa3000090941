import type { SbomProblem } from "../sbom.ts";
import { quoted } from "../../text.ts";

/** @param names of packages without a package URL: no rule that names a type will find them */
export function untyped(names: readonly string[]): SbomProblem[] {
  const [first] = names;
  if (first === undefined) return [];
  const others = names.length === 1 ? "" : ` and ${names.length - 1} more`;
  const reason = `The SBOM does not say which kind of package ${quoted(first)}${others} is: it gives no package URL.`;
  return [{ code: "untyped", reason }];
}
