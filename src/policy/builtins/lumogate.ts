import { parseReference } from "../../reference.ts";
import { compareVersions, satisfies } from "../../versions/index.ts";
import { builtinGroup } from "./builtin.ts";
import { textOperand } from "./values/operands.ts";
import { regoNumber } from "./values/rego-number.ts";
import { parsePurl } from "./purl.ts";
import { fields } from "./values/fields.ts";
import type { RegoValue } from "./values/rego-value.ts";

/** What rules about images need and OPA has not. */
export const LUMOGATE = builtinGroup([
  [
    "lumogate.version.satisfies",
    (args) => satisfies(textOperand(args, 1), textOperand(args, 2), textOperand(args, 3)),
  ],
  [
    "lumogate.version.compare",
    (args) => regoNumber(compareVersions(textOperand(args, 1), textOperand(args, 2), textOperand(args, 3))),
  ],
  ["lumogate.purl.parse", (args) => parsePurl(textOperand(args, 1))],
  ["lumogate.image.parse", (args) => parseImage(textOperand(args, 1))],
]);

/** @throws LumogateError `image.reference`; RangeError for an engine's own ID, which has no registry that could be judged */
function parseImage(text: string): RegoValue {
  const parsed = parseReference(text);
  if (parsed.kind === "id") throw new RangeError(`${text} is an engine's own ID, and no name in a registry`);
  const { domain, path, tag, digest } = parsed;
  return fields({ registry: domain, repository: path, name: `${domain}/${path}`, tag, digest });
}
