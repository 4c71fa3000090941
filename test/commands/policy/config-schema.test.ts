import { Ajv } from "ajv";
import { expect, it } from "vitest";
import { configSchemaWith } from "../../../src/commands/policy/config-schema.ts";
import { shippedRules } from "../../../src/commands/policy/shipped-rules.ts";
import { FORMATS } from "../../../src/policy/settings/formats.ts";

const ajv = new Ajv({
  allowUnionTypes: true,
  strictRequired: false,
  formats: Object.fromEntries(Array.from(FORMATS.keys(), (name) => [name, true as const])),
});
const isValid = ajv.compile(configSchemaWith(await shippedRules()));

it.each([
  [{ "user.root": "off" }],
  [{ "packages.banned": { severity: "note", packages: ["telnet"] } }],
  [{ "files.credentials": { severity: "warning" } }],
  [{ "team.own": { anything: 1 } }],
])("an editor takes the rules %j", (rules) => {
  expect(isValid({ rules }), JSON.stringify(isValid.errors)).toBe(true);
});

it.each([
  [{ "user.root": "on" }],
  [{ "packages.banned": { pakages: ["telnet"] } }],
  [{ "packages.banned": { severity: "high", packages: ["telnet"] } }],
])("an editor marks the rules %j", (rules) => {
  expect(isValid({ rules })).toBe(false);
});
