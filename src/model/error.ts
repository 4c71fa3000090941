import type { ReportedError, SourceLocation } from "./report.ts";

/**
 * The only error that lumogate throws on purpose: "we could not judge", exit code 2. The message is a sentence
 * that says what happened, on what, what was expected and what was got; the hint says what to do next.
 *
 * @param code stable and dotted, for machines: `engine.unreachable`
 */
export class LumogateError extends Error {
  override readonly name = "LumogateError";
  readonly code: string;
  readonly hint?: string;
  readonly location?: SourceLocation;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    if (details.hint !== undefined) this.hint = details.hint;
    if (details.location !== undefined) this.location = details.location;
  }
}

export interface ErrorDetails {
  readonly hint?: string;
  readonly location?: SourceLocation;
  readonly cause?: unknown;
}

/** What a thrown value says; libraries throw strings, too. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/**
 * What the file system said, without the call and the path that Node adds, since the sentence around it names the
 * place: `EACCES: permission denied`.
 */
export function systemReason(thrown: unknown): string {
  return messageOf(thrown).replace(/, \w+(?: '.*')?$/s, "");
}

/** Whether the system said this code: `ENOENT`. */
export function isErrno(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && "code" in thrown && thrown.code === code;
}

/** Any thrown value as the report's error; an unforeseen one is `internal`, and still exit code 2. */
export function reportError(thrown: unknown): ReportedError {
  if (thrown instanceof LumogateError) {
    return {
      code: thrown.code,
      message: thrown.message,
      ...(thrown.hint === undefined ? {} : { hint: thrown.hint }),
      ...(thrown.location === undefined ? {} : { location: thrown.location }),
    };
  }
  return {
    code: "internal",
    message: `lumogate met something that it did not foresee: ${messageOf(thrown)}.`,
    hint: "This is a bug in lumogate. Run again with LUMOGATE_DEBUG=1 and report what it prints.",
  };
}
