import { nanoseconds } from "../../dates.ts";
import { LIMITS } from "../../limits.ts";
import { LumogateError } from "../../model/error.ts";
import { askCompiler } from "../compile/compile.ts";
import type { CompileRequest } from "../compile/contract.ts";
import { broken } from "../compile/run.ts";
import {
  type Coverage,
  type FileCoverage,
  POLICY_TEST_SCHEMA,
  type PolicyTest,
  type PolicyTestReport,
  type TestOutcome,
} from "../../model/policy-test.ts";

export interface TestRequest {
  /** Rules and tests; without a schema, `input` is any JSON. */
  readonly compile: CompileRequest;
  /** A regular expression of RE2: only tests that it finds in `data.<package>.<name>`; left out: all. */
  readonly filter?: string;
  /** The least coverage in percent. */
  readonly demanded?: number;
  /** What `time.now_ns` answers. */
  readonly effectiveTime: Date;
  readonly signal: AbortSignal;
}

/** What the compiler answers to "test": rego-compiler/tests.go. */
interface Tested {
  readonly tests: readonly PolicyTest[];
  readonly coverage: readonly {
    readonly file: string;
    readonly lines: number;
    readonly missed: FileCoverage["missed"];
  }[];
}

/**
 * Runs a policy's tests with OPA's own tester and evaluator. Built-ins that are lumogate's are answered as the gate answers
 * them, and one that fails is an error there too, not "undefined".
 *
 * @throws LumogateError `policy.*` where the rules or the tests do not compile, `policy.no-tests` where there is none:
 *   nothing was tested, which is no pass; `policy.timeout` with the test that never ended
 */
export async function runPolicyTests(request: TestRequest): Promise<PolicyTestReport> {
  const { compile, filter, effectiveTime, signal } = request;
  const asked = {
    ...compile,
    nowNs: String(nanoseconds(effectiveTime)),
    ...(filter === undefined ? {} : { run: filter }),
  };
  const { tests: tested } = (await askCompiler("test", asked, {
    deadlineMs: LIMITS.compileMs,
    stepMs: LIMITS.policyTestMs,
    hostBuiltins: compile.hostBuiltins.map(({ name }) => name),
    signal,
  })) as { readonly tests?: Tested };
  if (tested === undefined) throw broken("it answered with neither tests nor an error");
  if (tested.tests.length === 0) throw noTests(request);
  return reportOf(tested, request.demanded);
}

function reportOf({ tests, coverage: files }: Tested, demanded: number | undefined): PolicyTestReport {
  const counts = countsOf(tests);
  const coverage = coverageOf(files, demanded);
  const ran = counts.passed + counts.failed + counts.error > 0;
  const passed =
    ran &&
    counts.failed === 0 &&
    counts.error === 0 &&
    (demanded === undefined || coverage.percent >= demanded);
  return {
    schema: POLICY_TEST_SCHEMA,
    outcome: passed ? "passed" : "failed",
    exitCode: passed ? 0 : 1,
    counts,
    tests,
    coverage,
  };
}

function countsOf(tests: readonly PolicyTest[]): Record<TestOutcome, number> {
  const counts: Record<TestOutcome, number> = { passed: 0, failed: 0, error: 0, todo: 0 };
  for (const { outcome, cases = [] } of tests) {
    if (cases.length === 0 || outcome === "error" || outcome === "todo") counts[outcome] += 1;
    else for (const { passed } of cases) counts[passed ? "passed" : "failed"] += 1;
  }
  return counts;
}

function coverageOf(files: Tested["coverage"], demanded: number | undefined): Coverage {
  const missed = files.reduce((sum, file) => sum + missedLines(file), 0);
  const lines = files.reduce((sum, file) => sum + file.lines, 0);
  return {
    percent: percent(lines - missed, lines),
    ...(demanded === undefined ? {} : { demanded }),
    files: files.map((file) => ({ ...file, percent: percent(file.lines - missedLines(file), file.lines) })),
  };
}

function missedLines({ missed }: Pick<FileCoverage, "missed">): number {
  return missed.reduce((sum, [from, to]) => sum + to - from + 1, 0);
}

/** Rounded down, since what is nearly all is not all. Where there is nothing to reach, all of it was. */
function percent(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.floor((1000 * part) / whole) / 10;
}

function noTests({ filter, compile }: TestRequest): LumogateError {
  const files = compile.modules.filter(({ path }) => path.endsWith("_test.rego")).length;
  const message =
    filter !== undefined
      ? `No test has a name that ${JSON.stringify(filter)} finds.`
      : `There is no test in ${compile.modules.length} files, ${files} of which end in _test.rego.`;
  return new LumogateError("policy.no-tests", message, {
    hint:
      filter !== undefined
        ? "Names are data.<package>.<name>, as in data.main_test.test_a_good_image."
        : "A test is a rule whose name begins with test_, in a file beside its rule that ends in _test.rego: test_a_good_image if count(deny) == 0 with input as {...}.",
  });
}
