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
  {
    names: ["regex.globs_match"],
    reason:
      "OPA says of some patterns that no text matches both though one does, such as the empty one for `a*` and `b*`; lumogate looks at all of them.",
    applies: ({ ours, theirs }) => ours === "true" && theirs === "false",
  },
  {
    names: ["replace"],
    reason:
      "An empty text to replace stands before each character; to OPA before each byte, which leaves no characters but those of ASCII.",
    applies: ({ args: [text = "", part] }) => part === '""' && /[^\0-\x7f]/.test(text),
  },
  {
    names: ["to_number"],
    reason:
      "Only decimal numbers are taken, and written as JSON has them: OPA takes `1_000` and `0x10` for numbers and leaves them so, and `+5` its sign.",
    applies: ({ args: [text = ""] }) => /^"(?:[+]|0x)|_|^"-?0\d|\./.test(text),
  },
  {
    names: ["object.subset"],
    reason:
      "A list holds a set where it has every member; OPA counts an item that stands twice in the list for two, and says that the empty list does not hold the empty set.",
    applies: ({ args: [outer = "", inner = ""] }) => outer.startsWith("[") && /^(?:\{|set)/.test(inner),
  },
  {
    names: ["net.cidr_merge"],
    reason:
      "Networks of IPv4 are never merged into such of IPv6; OPA does so where they hold `::ffff:0:0/96`, and breaks down over some.",
    applies: ({ args: [networks = ""], theirs }) =>
      theirs.startsWith("error: panic: ") || (networks.includes("::") && networks.includes(".")),
  },
  {
    names: ["yaml.is_valid", "yaml.unmarshal"],
    reason:
      "Tabs on lines of nothing else are taken, as YAML 1.2 allows; and a block of text that the document ends without a line break has one.",
    applies: ({ args: [text = ""] }) => text.includes("\\t") || /[|>][^"]*"$/.test(text),
  },
  {
    names: ["yaml.marshal"],
    reason:
      "Characters beyond U+FFFF are written as they are; OPA writes `\\U0001F600`. Either is read as the same.",
    applies: ({ theirs }) => theirs.includes("\\U"),
  },
];
