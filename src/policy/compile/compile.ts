import { LIMITS } from "../../limits.ts";
import { LumogateError } from "../../model/error.ts";
import type { CompiledPolicy, CompileRequest, CompilerError, CompilerResponse } from "./contract.ts";
import { broken, type CompilerOutput, runCompiler, type RunOptions } from "./run.ts";

export interface CompileOptions {
  readonly signal?: AbortSignal | undefined;
  /** Stops the compiler after so many milliseconds. */
  readonly deadlineMs?: number;
}

/** How many errors a message spells out. */
const SPELLED_OUT = 20;

/**
 * Compiles Rego to WebAssembly with OPA's own compiler.
 *
 * @throws LumogateError with the code and place of the first thing wrong with the policy, and all of them in its
 *   message: `policy.parse`, `policy.type`, `policy.builtin`, `policy.shape`, `policy.no-rules`,
 *   `policy.duplicate-rule`, `policy.compile`; `policy.timeout`; `policy.compiler` where the compiler itself breaks
 */
export async function compileRego(
  request: CompileRequest,
  { signal, deadlineMs = LIMITS.compileMs }: CompileOptions = {},
): Promise<CompiledPolicy> {
  const { rules, wasm } = await askCompiler("build", request, { signal, deadlineMs });
  if (wasm === undefined || rules.length === 0)
    throw broken("it answered with neither a policy nor an error");
  return { wasm: Uint8Array.from(Buffer.from(wasm, "base64")), rules };
}

/**
 * Has the Rego compiler do one of the things that it can.
 *
 * @param command as in rego-compiler/main.go
 * @throws LumogateError as `compileRego`
 */
export async function askCompiler(
  command: string,
  request: CompileRequest,
  options: RunOptions,
): Promise<CompilerResponse> {
  const response = await responseOf(command, request, options);
  if (response.errors.length > 0) throw policyError(response.errors);
  return response;
}

/**
 * The same for whoever shows errors one by one.
 *
 * @throws LumogateError `policy.timeout`, `policy.compiler`; the signal's reason
 */
export async function responseOf(
  command: string,
  request: CompileRequest,
  options: RunOptions,
): Promise<CompilerResponse> {
  return parse(await runCompiler(JSON.stringify({ command, ...request }), options));
}

function parse({ exitCode, stdout, stderr }: CompilerOutput): CompilerResponse {
  if (exitCode !== 0) throw broken(`status ${exitCode}, ${firstLine(stderr)}`);
  let response: Partial<CompilerResponse> | null;
  try {
    response = JSON.parse(stdout) as typeof response;
  } catch (cause) {
    throw broken("its answer is not JSON", cause);
  }
  if (!Array.isArray(response?.errors) || !Array.isArray(response.rules)) {
    throw broken("its answer is not of the expected shape");
  }
  return response as CompilerResponse;
}

/** One error for all that is wrong with a policy. */
function policyError(errors: readonly CompilerError[]): LumogateError {
  const lines = errors
    .slice(0, SPELLED_OUT)
    // Of one alone, the place stands where every error has it.
    .map(({ file, row, col, message }) =>
      file === "" || errors.length === 1 ? message : `${file}:${row}:${col}: ${message}`,
    );
  const more = errors.length - lines.length;
  if (more > 0) lines.push(`and ${more} more`);
  const first = errors[0];
  const hint = errors.find((error) => error.hint !== undefined)?.hint;
  return new LumogateError(first?.code ?? "policy.compile", lines.join("\n"), {
    ...(hint === undefined ? {} : { hint }),
    ...(first === undefined || first.file === ""
      ? {}
      : { location: { file: first.file, line: first.row, column: first.col } }),
  });
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0]?.trim() || "without a word";
}
