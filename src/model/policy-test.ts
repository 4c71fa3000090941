/** What `lumogate policy test` tells, as one document. */
export interface PolicyTestReport {
  readonly schema: typeof POLICY_TEST_SCHEMA;
  readonly outcome: "passed" | "failed";
  readonly exitCode: 0 | 1;
  /** Of tests, and of each case of those that have cases. */
  readonly counts: Readonly<Record<TestOutcome, number>>;
  /** Sorted by place. */
  readonly tests: readonly PolicyTest[];
  readonly coverage: Coverage;
}

export const POLICY_TEST_SCHEMA = "lumogate/policy-test/v1";

/** `error`: it could not be evaluated to its end; that is no better than failed. `todo`: not run, its name asks for that. */
export type TestOutcome = "passed" | "failed" | "error" | "todo";

/** One test: a rule whose name begins with `test_` or `todo_test_`. */
export interface PolicyTest {
  readonly package: string;
  readonly name: string;
  readonly file: string;
  readonly row: number;
  readonly outcome: TestOutcome;
  readonly durationMs: number;
  /** What its print statements wrote. */
  readonly output?: string;
  readonly error?: TestError;
  readonly failure?: TestFailure;
  /** Of `test_name[case] if ...`, sorted by name. */
  readonly cases?: readonly TestCase[];
}

export interface TestCase {
  readonly name: string;
  readonly passed: boolean;
  readonly failure?: TestFailure;
}

/** Row and column count from 1; the file is empty where nobody knows. */
export interface TestError {
  readonly code: string;
  readonly message: string;
  readonly file: string;
  readonly row: number;
  readonly col: number;
}

/** The expression at which a test stopped. */
export interface TestFailure {
  readonly file: string;
  readonly row: number;
  readonly col: number;
  readonly text: string;
  /** Its parts, as they are written, and what they were, as Rego writes it. */
  readonly values: readonly { readonly name: string; readonly value: string }[];
}

/** Of the files with rules; those with tests do not count. */
export interface Coverage {
  /** Of all lines, from 0 to 100, rounded down to a tenth: 100 is all of them. */
  readonly percent: number;
  /** What was demanded; left out where nothing was. */
  readonly demanded?: number;
  readonly files: readonly FileCoverage[];
}

export interface FileCoverage {
  readonly file: string;
  /** Those on which something begins that is evaluated. */
  readonly lines: number;
  /** Those of which some part was never evaluated: from and to. */
  readonly missed: readonly (readonly [number, number])[];
  readonly percent: number;
}
