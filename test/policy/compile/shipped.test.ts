import { expect, test } from "vitest";
import { needsOf } from "../../../src/policy/rules/needs.ts";
import { loadShippedPolicy } from "../../../src/policy/rules/shipped.ts";

const { rules } = await loadShippedPolicy();

// Whoever uses only these must not pay for what they do not look at: to find out who brought a package takes longer than all else.
test.each(
  rules
    .filter(({ id }) => !id.startsWith("base.") && id !== "size.wasted")
    .map((rule) => [rule.id, rule] as const),
)("the shipped rule %s asks for nobody's origin", (_id, rule) => {
  expect(needsOf([rule])).toMatchObject({ origins: "no", base: "no", changes: "no" });
});
