import { expect, it } from "vitest";
import { settingRows } from "../../../src/commands/policy/settings-table.ts";

it("every key of a schema has a row, wherever it stands, once", () => {
  const rows = settingRows({
    type: "object",
    required: ["list"],
    properties: {
      list: {
        type: "array",
        description: "L",
        items: {
          type: ["string", "object"],
          if: { type: "string" },
          else: { required: ["name"], properties: { name: { $ref: "#/definitions/name" } } },
        },
      },
      level: { enum: ["low", "high"], default: "low", description: "How much." },
      days: { type: "integer", minimum: 1, description: "D" },
    },
    anyOf: [{ properties: { level: { type: "string" } } }],
    definitions: { name: { type: "string", format: "glob", description: "N" } },
  });
  expect(rows).toEqual([
    { name: "list", isRequired: true, type: "list", description: "L" },
    { name: "list[].name", isRequired: true, type: "text (glob)", description: "N" },
    { name: "level", isRequired: false, type: "`low` or `high`", default: '"low"', description: "How much." },
    { name: "days", isRequired: false, type: "whole number from 1", description: "D" },
  ]);
});

it("a schema that refers to itself ends", () => {
  const rows = settingRows({ properties: { a: { $ref: "#" } } });
  expect(rows.length).toBeLessThan(20);
  expect(rows[1]?.name).toBe("a.a");
});
