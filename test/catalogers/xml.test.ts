import { describe, expect, test } from "vitest";
import { xmlTexts } from "../../src/catalogers/xml.ts";

function texts(document: string): [string, string][] {
  return [...xmlTexts(document)].map(({ path, text }) => [path, text]);
}

describe("the texts of an XML document", () => {
  test("have the path of the elements around them, without prefixes and attributes", () => {
    const document =
      '<?xml version="1.0"?><m:a x="1"><!-- <b>no</b> --><b>1 &lt; 2</b><c/><d><![CDATA[<&]]></d></m:a>';
    expect(texts(document)).toEqual([
      ["a/b", "1 < 2"],
      ["a/d", "<&"],
    ]);
  });

  test("go on behind what is too deep to be read", () => {
    const deep = `${"<x>".repeat(100)}deep${"</x>".repeat(100)}`;
    expect(texts(`<a>${deep}<b>1</b></a>`)).toEqual([["a/b", "1"]]);
  });

  test("stop where the document is cut, and never before", () => {
    expect(texts("<a><b>1</b><c>2</c")).toEqual([["a/b", "1"]]);
    expect(texts("</z><a><b>1</b></a></a></a><c>2</c>")).toEqual([
      ["a/b", "1"],
      ["c", "2"],
    ]);
  });

  test("have no path so long that a document of leaves would take gigabytes for them", () => {
    const folders = `<${"a".repeat(1_000)}>`.repeat(7);
    const [found] = texts(`${folders}<b>1</b>`);
    expect(found?.[0].length).toBeLessThan(600);
    const deeper = `<${"a".repeat(1_000)}>`.repeat(60);
    expect(texts(`${deeper}<b>1</b><b>2</b>`)).toEqual([]);
  });
});
