import { Ajv, type ErrorObject } from "ajv";
import schema from "../../src/model/report.schema.json" with { type: "json" };

const check = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);

/** What is wrong with a report by the schema that we publish of it; no run looks into that itself. */
export function reportProblems(report: unknown): readonly ErrorObject[] {
  return check(report) ? [] : (check.errors ?? []);
}
