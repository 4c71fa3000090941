import { describe, expect, it } from "vitest";
import schema from "../../src/inventory/schema.json" with { type: "json" };
import { INVENTORY_SHAPE } from "./shape.ts";

interface Schema {
  readonly type: string;
  readonly description?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
}

/** The notation of `INVENTORY_SHAPE`, from the schema. */
function shapeOf(node: Schema): unknown {
  const words = node.const === undefined ? node.enum : [node.const];
  if (words !== undefined) return Object.fromEntries(words.map((word) => [word, true]));
  if (node.items !== undefined) return [shapeOf(node.items)];
  if (typeof node.additionalProperties === "object") return { "*": shapeOf(node.additionalProperties) };
  if (node.properties === undefined) return node.type === "integer" ? "number" : node.type;
  const required = new Set(node.required);
  return Object.fromEntries(
    Object.entries(node.properties).map(([name, child]) => [
      required.has(name) ? name : `${name}?`,
      shapeOf(child),
    ]),
  );
}

/** Every node of the schema, with the path to it. */
function* nodes(node: Schema, path: string): Generator<[string, Schema]> {
  yield [path, node];
  if (node.items !== undefined) yield* nodes(node.items, `${path}[]`);
  if (typeof node.additionalProperties === "object") yield* nodes(node.additionalProperties, `${path}{}`);
  for (const [name, child] of Object.entries(node.properties ?? {})) yield* nodes(child, `${path}.${name}`);
}

describe("the inventory's schema", () => {
  it("says the same as the Inventory type: names, types, words, what is optional", () => {
    expect(shapeOf(schema)).toEqual(INVENTORY_SHAPE);
  });

  // OPA reads ["string","null"] as string and oneOf as any; to it, an object with `properties` is closed.
  it("uses only what ajv and OPA's type checker read alike", () => {
    const known = new Set(
      "$schema title description type const enum items minimum properties required additionalProperties".split(
        " ",
      ),
    );
    for (const [path, node] of nodes(schema, "input")) {
      expect([path, Object.keys(node).filter((keyword) => !known.has(keyword))]).toEqual([path, []]);
      expect([path, typeof node.type]).toEqual([path, "string"]);
      if (node.type !== "object") continue;
      const open = typeof node.additionalProperties === "object";
      expect([path, node.properties === undefined]).toEqual([path, open]);
      if (!open) expect([path, node.additionalProperties]).toEqual([path, false]);
    }
  });

  it("describes every property", () => {
    for (const [path, node] of nodes(schema, "input")) {
      if (path.endsWith("[]") || path.endsWith("{}")) continue;
      expect([path, node.description?.endsWith(".")]).toEqual([path, true]);
    }
  });
});
