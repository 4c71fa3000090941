import { describe, expect, it } from "vitest";
import { parseStrictJson } from "../../../src/oci/documents/strict-json.ts";

const KEYS = { read: new Set(["User", "Labels", "os", "list"]), free: new Set(["Labels"]) };
const parse = (text: string): unknown => parseStrictJson(Buffer.from(text), KEYS);

describe("JSON that an engine reads as we do", () => {
  it.each([
    '{"User":"a","Labels":{"user":"b","OS":"c","__proto__":"d","x\\"y\\\\":"e: \\"f\\":"},"other":{"Other":1,"other":2}}',
    '[{"User" :"a"},\n{"User"\t:"b"}, "User", [[]], null, 1]',
    '{"Labels":null,"list":["a",{"os":"x"}]}',
    '{"":{"a":{}},"Labels":["a","b"]}',
    "null",
  ])("is parsed: %s", (text) => {
    expect(parse(text)).toEqual(JSON.parse(text));
  });

  it("is parsed however deep", () => {
    const depth = 100_000;
    expect(() => parse('{"a":'.repeat(depth) + "1" + "}".repeat(depth))).not.toThrow();
  });
});

describe("JSON that an engine reads differently", () => {
  it.each([
    '{"User":"a","User":"b"}',
    '{"User":"a","\\u0055ser":"b"}',
    '{"list":[{"a":{"x":1,"x":1}}]}',
    '{"Labels":{"a":"x","a":"y"}}',
    '{"__proto__":1,"__proto__":2}',
  ])("has a key twice: %s", (text) => {
    expect(() => parse(text)).toThrow("one of its objects has a key twice");
  });

  it.each(["USER", "user", "u\u017fer", "\\u0075ser", "labels", "OS"])(
    "has a key that is another one to it: %s",
    (key) => {
      expect(() => parse(`{"list":[{"${key}":"a"}]}`)).toThrow("to an engine");
    },
  );

  it("is no JSON at all", () => {
    expect(() => parse("{'a':1}")).toThrow("it is not JSON: ");
  });
});
