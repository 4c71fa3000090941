import { array, constantFrom, oneof } from "fast-check";
import { text } from "./random-values.ts";

/** YAML, and nearly YAML. */
export const yamlText = text(
  oneof(
    array(
      constantFrom(
        "a: 1",
        "b: [x, 'y', \"z\"]",
        "c:\n  - 1\n  - d: 0x1F",
        "d: {e: ~, f: .5}",
        "e: 2023-01-01",
        "f: yes",
        "g: |\n  text\n  more",
        "h: &x {i: 1}\nj: *x",
        "1: 0777",
        "true: 1_000",
        "k: 1e3",
        "a: 2",
        "l: 'it''s'",
        "m: .inf",
        "<<: {n: 1}",
        "- 1",
        "---",
        "\t",
        "o: !!str 1",
        "p: 'x",
        "# note",
      ),
      { maxLength: 4 },
    ).map((lines) => lines.join("\n")),
    constantFrom("", "1", "null", '{"a": 1.50}', "a", "[1, 2", "a: b: c"),
  ),
);
