import { expect, test } from "vitest";
import { isRecord } from "../../src/json.ts";
import schema from "../../src/model/report.schema.json" with { type: "json" };
import type { Report } from "../../src/model/report.ts";
import { CANARIES, hostileReport } from "../support/hostile.ts";
import { reportProblems } from "../support/report-schema.ts";
import { aFinding, aGap, anImage, aReport, aRule } from "../support/report.ts";
import { SAMPLES } from "../support/samples.ts";

const READ = { name: "input.os.id", value: '"debian"' };
const STEP = { text: 'input.os.id == "alpine"', row: 2, tried: 1, held: 0, seen: [[READ]] };

/** A report that has everything a report can have. */
const FULL = aReport(
  "error",
  [
    anImage({
      findings: [
        aFinding({
          docs: "https://example.com",
          effectiveOn: "2027-01-01",
          details: { any: ["thing"] },
          detailsLeftOut: "too much",
          location: { path: "/var/lib/dpkg/status", layer: 0, createdBy: "RUN x" },
          waiver: { status: "holds", reason: "r", owner: "o", until: "2027-01-01", location: { file: "f" } },
        }),
      ],
      gaps: [{ ...aGap(), accepted: "known" }],
      explanations: [
        {
          rule: "a",
          offBecause: "it reads files",
          clauses: [{ rule: "a", asked: true, file: "a.rego", row: 1, entered: 1, held: 0, steps: [STEP] }],
          reads: [READ],
        },
      ],
      error: { code: "c", message: "m" },
    }),
  ],
  {
    rules: [{ ...aRule("a", "waived", 0, 1), title: "A", offBecause: "it reads files" }],
    error: { code: "c", message: "m", hint: "h", location: { file: "f", line: 1, column: 1 } },
    notices: [{ code: "c", message: "m" }],
  },
);

function problems(report: unknown): string[] {
  return reportProblems(report).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

test.each<[string, Report]>([
  ...Object.entries<Report>(SAMPLES),
  ["with everything", FULL],
  ["full of hostile text", hostileReport(CANARIES["a property that is no property"])],
])("the report %s follows its schema", (_, report) => {
  expect(problems(JSON.parse(JSON.stringify(report)))).toEqual([]);
});

test("the schema has every property that a report has, and no other", () => {
  const unknown: string[] = [];
  const seen = new Set<unknown>();
  walk(FULL, schema, "", (node, place) => (node === undefined ? unknown.push(place) : seen.add(node)));
  expect(unknown).toEqual([]);
  const definitions = [schema, ...Object.values<object>(schema.definitions)];
  const unused = definitions.flatMap((definition) =>
    Object.entries(propertiesOf(definition)).flatMap(([name, node]) => (seen.has(node) ? [] : [name])),
  );
  expect(unused).toEqual([]);
});

test("a report with a misspelt, a missing or a wrong value does not", () => {
  const { counts, ...rest } = SAMPLES.fail;
  const report = { ...rest, verdict: "passed", count: counts };
  expect(problems(report)).toEqual(
    expect.arrayContaining([
      " must have required property 'counts'",
      " must NOT have additional properties",
      "/verdict must be equal to one of the allowed values",
    ]),
  );
});

/** Visits each property of the value with what the schema says of it; what is open stays closed to it. */
function walk(
  value: unknown,
  node: unknown,
  place: string,
  visit: (node: unknown, place: string) => void,
): void {
  const { items, ...said } = resolved(node);
  if (Array.isArray(value)) value.forEach((each) => walk(each, items, `${place}/*`, visit));
  if (!isRecord(value) || said["additionalProperties"] !== false) return;
  const properties = propertiesOf(said);
  for (const [name, each] of Object.entries(value)) {
    visit(properties[name], `${place}/${name}`);
    walk(each, properties[name], `${place}/${name}`, visit);
  }
}

function resolved(node: unknown): Record<string, unknown> {
  if (!isRecord(node)) return {};
  const [only]: readonly unknown[] = Array.isArray(node["allOf"]) ? node["allOf"] : [node];
  const ref: unknown = isRecord(only) ? only["$ref"] : undefined;
  if (typeof ref !== "string") return node;
  return resolved(Object.entries(schema.definitions).find(([name]) => ref.endsWith(`/${name}`))?.[1]);
}

function propertiesOf(node: object): Readonly<Record<string, unknown>> {
  const properties: unknown = "properties" in node ? node.properties : undefined;
  return "additionalProperties" in node && node.additionalProperties === false && isRecord(properties)
    ? properties
    : {};
}
