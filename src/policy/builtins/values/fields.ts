import type { RegoValue } from "./rego-value.ts";

/** An object with those fields that are there. */
export function fields(values: Readonly<Record<string, RegoValue | undefined>>): RegoValue {
  const entries = Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return { kind: "object", entries };
}
