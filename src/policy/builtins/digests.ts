import { createHash, createHmac } from "node:crypto";
import { builtinGroup } from "./builtin.ts";
import { textOperand } from "./values/operands.ts";
import type { RegoValue } from "./values/rego-value.ts";

/** Digests of a text's UTF-8 bytes, in hexadecimal. */
export const DIGESTS = builtinGroup([
  ["crypto.md5", digest("md5")],
  ["crypto.sha1", digest("sha1")],
  ["crypto.sha256", digest("sha256")],
  ["crypto.hmac.md5", hmac("md5")],
  ["crypto.hmac.sha1", hmac("sha1")],
  ["crypto.hmac.sha256", hmac("sha256")],
  ["crypto.hmac.sha512", hmac("sha512")],
  ["crypto.hmac.equal", (args) => textOperand(args, 1) === textOperand(args, 2)],
]);

function digest(algorithm: string): (args: readonly RegoValue[]) => string {
  return (args) => createHash(algorithm).update(textOperand(args, 1)).digest("hex");
}

function hmac(algorithm: string): (args: readonly RegoValue[]) => string {
  return (args) => createHmac(algorithm, textOperand(args, 2)).update(textOperand(args, 1)).digest("hex");
}
