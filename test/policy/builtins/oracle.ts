import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";

/** OPA's own evaluator, to compare with: the Go program in `oracle/`, built beside the Rego compiler, with the same OPA. */

const ROOT = path.resolve(import.meta.dirname, "../../..");
const COMPILER = path.join(ROOT, "rego-compiler");
const BUILT = path.join(ROOT, "node_modules/.cache/lumogate/opa-oracle");

/** A call of a function, arguments as Rego text. */
export interface Call {
  readonly name: string;
  readonly args: readonly string[];
}

/** What OPA answers: a value as Rego text, or an error, or neither where the call is undefined. */
export interface OpaAnswer {
  readonly value?: string;
  readonly error?: string;
  /** Some text in it is not UTF-8. */
  readonly binary?: boolean;
}

/** A call that occurs while OPA's test case of that name is evaluated. */
export interface RecordedCall extends Call, OpaAnswer {
  readonly note: string;
}

export const hasGo = spawnSync("go", ["version"]).status === 0;
/** For the title of a group of tests. */
export const goIsAbsent = hasGo ? "" : "SKIPPED: no Go on this machine to compare with";

let built = false;

/** Runs the oracle's command; one JSON value a line comes back. */
export function askOracle<T>(command: readonly string[], questions: readonly unknown[] = []): T[] {
  if (!built) {
    mkdirSync(path.dirname(BUILT), { recursive: true });
    run("go", ["build", "-o", BUILT, ...["main", "calls", "cases", "text"].map(sourceOf)], "");
    built = true;
  }
  const output = run(BUILT, command, questions.map((each) => JSON.stringify(each)).join("\n"));
  return output
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as T);
}

function sourceOf(name: string): string {
  return path.join(import.meta.dirname, `oracle/${name}.go`);
}

function run(program: string, args: readonly string[], input: string): string {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: COMPILER,
    input,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    timeout: 100_000,
  });
  if (status !== 0) throw new Error(`${program} ${args.slice(0, 2).join(" ")} failed: ${stderr}`);
  return stdout;
}
