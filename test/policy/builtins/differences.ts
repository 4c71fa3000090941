/**
 * Where lumogate answers otherwise than OPA, on purpose. docs/builtins.md has the same reasons, word for word.
 */
export interface Difference {
  readonly names: readonly string[];
  /** What differs and why; a sentence of docs/builtins.md. */
  readonly reason: string;
  /** True for a call that this is about. */
  applies(call: {
    readonly args: readonly string[];
    readonly ours: string;
    readonly theirs: string;
  }): boolean;
}

export const DIFFERENCES: readonly Difference[] = [
  {
    names: [
      "base64.decode",
      "base64url.decode",
      "hex.decode",
      "urlquery.decode",
      "urlquery.decode_object",
      "uri.parse",
    ],
    reason:
      "Bytes that are not UTF-8 are an error: a text of Rego cannot hold them, and OPA hands on what no other tool can read.",
    applies: ({ ours }) => ours.endsWith("the decoded bytes are not UTF-8 text"),
  },
];
