/**
 * What the GitHub Actions runner reads out of a step's log, beside its reader. The same rules hold for any sink
 * that may end up in a log: the terminal, and JSON on standard output.
 */

/**
 * `##[command]`, the runner's old syntax, is obeyed anywhere in a line (ActionCommand.TryParse uses IndexOf).
 *
 * @param bracket what to show in place of the bracket
 */
export function breakLegacyCommands(text: string, bracket: string): string {
  return text.replaceAll("##[", `##${bracket}`);
}

/**
 * Problem matchers, left behind by setup-node, setup-go and their like, turn log lines of the shape
 * `file(1,1): error TS1: text`, `file: line 1, col 1, Error` or `./file.go: text` into annotations. Those that match
 * anywhere in a line hang on one of these colons; those that are anchored to its start never see image text there,
 * because our lines begin with our own words.
 */
const MATCHED_COLON =
  /:(?:(?<=\.go:)|(?<=[)\d]\s*:)(?=\s*(?:fatal|error|warning|info|notice|note)\b)|(?=\s*line\s))/gi;

/** @param colon what to show in place of the colon */
export function breakProblemMatchers(text: string, colon: string): string {
  return text.replace(MATCHED_COLON, () => colon);
}
