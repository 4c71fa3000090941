import configSchema from "../../config/schema.json" with { type: "json" };
import { withoutUndefined } from "../../json.ts";
import { SEVERITIES } from "../../model/report.ts";
import type { Rule } from "../../policy/policy.ts";

/** The schema of lumogate.yaml, with every rule that lumogate ships and what each says of its settings: for editors. */
export function configSchemaWith(rules: readonly Rule[]): object {
  const { properties } = configSchema;
  const own = Object.fromEntries(rules.map((rule) => [rule.id, settingSchema(rule)]));
  return { ...configSchema, properties: { ...properties, rules: { ...properties.rules, properties: own } } };
}

/** A word, or what the rule declares with a severity beside it, which is the configuration's. */
function settingSchema({ title, description, metadata }: Rule): object {
  const { properties, ...settings } = (metadata.settings ?? {}) as { readonly properties?: object };
  const severity = { description: "In place of the rule's own.", enum: SEVERITIES };
  return withoutUndefined({
    title,
    description,
    anyOf: [
      { enum: ["off", ...SEVERITIES] },
      { type: "object", ...settings, properties: { ...properties, severity } },
    ],
  });
}
