import { withoutUndefined } from "../../json.ts";
import { LIMITS } from "../../limits.ts";
import type { ReportedError } from "../../model/report.ts";
import { responseOf } from "./compile.ts";
import type { CompiledRule, CompileRequest, CompilerError } from "./contract.ts";

export interface CheckedPolicy {
  readonly rules: readonly CompiledRule[];
  readonly errors: readonly ReportedError[];
  readonly warnings: readonly ReportedError[];
}

/**
 * What is wrong with rules and their tests, and what is hardly meant; nothing is thrown for either.
 *
 * @param request with tests among its modules: files whose names end in `_test.rego`
 * @throws LumogateError `policy.timeout`, `policy.compiler`; the signal's reason
 */
export async function checkRego(request: CompileRequest, signal: AbortSignal): Promise<CheckedPolicy> {
  const { rules, errors, warnings } = await responseOf("check", request, {
    signal,
    deadlineMs: LIMITS.compileMs,
  });
  return { rules, errors: errors.map(reported), warnings: (warnings ?? []).map(reported) };
}

function reported({ code, message, hint, file, row, col }: CompilerError): ReportedError {
  const location = file === "" ? undefined : { file, line: row, column: col };
  return withoutUndefined({ code, message, hint, location });
}
