/** What the file system said, without the call and the path, which the sentence around it has: `EACCES: permission denied`. */
export function reason(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.replace(/, \w+(?: '.*')?$/s, "");
}
