/**
 * The GitHub Actions runner as the judge of our output: what it would obey in a step's log, in its output file, and
 * through the problem matchers that other actions leave behind. After actions/runner: ActionCommand.cs,
 * ActionCommandManager.cs, OutputManager.cs, ExecutionContext.cs, FileCommandManager.cs.
 */
export interface Command {
  readonly name: string;
  readonly properties: ReadonlyMap<string, string>;
  readonly data: string;
}

export interface RunnerReading {
  readonly commands: readonly Command[];
  /** As many of each level as the runner keeps, cut where it cuts. */
  readonly annotations: readonly Command[];
  /** Lines that a problem matcher took for somebody's error. */
  readonly matched: readonly string[];
  /** What is left: the log. */
  readonly log: readonly string[];
}

const ANNOTATIONS = new Set(["error", "warning", "notice"]);
const OTHERS =
  "add-mask add-matcher remove-matcher debug group endgroup echo set-output save-state set-env add-path stop-commands";
const REGISTERED = new Set([...ANNOTATIONS, ...OTHERS.split(" ")]);
const KEPT_OF_A_LEVEL = 10;
const MESSAGE_UNITS = 4096;

/** Reads what a step wrote to standard output or standard error. */
export function parseRunnerOutput(output: string): RunnerReading {
  const commands: Command[] = [];
  const matched: string[] = [];
  const log: string[] = [];
  let stopToken: string | undefined;
  for (const line of readLines(output)) {
    const known = stopToken === undefined ? REGISTERED : new Set([...REGISTERED, stopToken.toLowerCase()]);
    const command = parseCommand(line, known);
    if (command !== undefined && stopToken === undefined) {
      commands.push(command);
      if (command.name === "stop-commands") stopToken = command.data;
    } else if (command !== undefined && command.name === stopToken?.toLowerCase()) {
      stopToken = undefined;
    } else if (MATCHERS.some((matcher) => matcher.test(line))) {
      matched.push(line);
    } else {
      log.push(line);
    }
  }
  return { commands, annotations: keptAnnotations(commands), matched, log };
}

/** StreamReader.ReadLine: a lone carriage return ends a line as well. */
function readLines(output: string): string[] {
  const lines = output.split(/\r\n|\n|\r/);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

/**
 * .NET compares `StartsWith("::")` and `IndexOf("##[")` by culture, and that skips characters which ICU ignores. So
 * the line counts as a command where it is one with or without them: stricter than the runner, never laxer.
 */
function parseCommand(line: string, known: ReadonlySet<string>): Command | undefined {
  const unignored = line.replace(/(?!\s)[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]/gu, "");
  return (
    parseV2(line, known) ?? parseV1(line, known) ?? parseV2(unignored, known) ?? parseV1(unignored, known)
  );
}

/** `::name key=value,key=value::data`, behind any white space (char.IsWhiteSpace). */
function parseV2(line: string, known: ReadonlySet<string>): Command | undefined {
  const message = line.replace(/^[\s\x85]+/u, "");
  if (!message.startsWith("::")) return undefined;
  const end = message.indexOf("::", 2);
  if (end < 0) return undefined;
  return knownCommand(message.slice(2, end), ",", message.slice(end + 2), known, (text, isProperty) =>
    unescape(text, isProperty ? ["%0D", "%0A", "%3A", "%2C"] : ["%0D", "%0A"]),
  );
}

/** `##[name key=value;key=value]data`, anywhere in a line. */
function parseV1(line: string, known: ReadonlySet<string>): Command | undefined {
  const start = line.indexOf("##[");
  const end = start < 0 ? -1 : line.indexOf("]", start);
  if (end < 0) return undefined;
  return knownCommand(line.slice(start + 3, end), ";", line.slice(end + 1), known, (text) =>
    unescape(text, ["%3B", "%0D", "%0A", "%5D"]),
  );
}

function knownCommand(
  info: string,
  separator: "," | ";",
  data: string,
  known: ReadonlySet<string>,
  decode: (text: string, isProperty: boolean) => string,
): Command | undefined {
  const [, name = "", rest = ""] = /^([^ ]*)(?: (.*))?$/s.exec(info) ?? [];
  if (!known.has(name.toLowerCase())) return undefined;
  const properties = new Map<string, string>();
  for (const property of rest.trim().split(separator)) {
    const [, key, value] = /^([^=]+)=(.+)$/s.exec(property) ?? [];
    if (key !== undefined && value !== undefined) properties.set(key.toLowerCase(), decode(value, true));
  }
  return { name: name.toLowerCase(), properties, data: decode(data, false) };
}

/** `%25` comes last, as in the runner. */
function unescape(text: string, sequences: readonly string[]): string {
  return [...sequences, "%25"].reduce(
    (decoded, sequence) => decoded.replaceAll(sequence, decodeURIComponent(sequence)),
    text,
  );
}

function keptAnnotations(commands: readonly Command[]): Command[] {
  const counts = new Map<string, number>();
  return commands.flatMap((each) => {
    const count = (counts.get(each.name) ?? 0) + 1;
    counts.set(each.name, count);
    if (!ANNOTATIONS.has(each.name) || count > KEPT_OF_A_LEVEL) return [];
    return [{ ...each, data: each.data.slice(0, MESSAGE_UNITS) }];
  });
}

/** What setup-node, setup-go, setup-dotnet, setup-python and setup-java register, and the usual one for gcc. */
const MATCHERS = [
  /^(?:\s+\d+>)?([^\s].*)\((\d+)(?:,(\d+)(?:,\d+(?:,\d+)?)?)?\)\s*:\s+(error|warning|info)\s+(\w{1,2}\d+)\s*:\s*(.*)$/i,
  /^(.+):\sline\s(\d+),\scol\s(\d+),\s(Error|Warning|Info)\s-\s(.+)\s\((.+)\)$/i,
  /^\s+(\d+):(\d+)\s+(error|warning|info)\s+(.*)\s\s+(.*)$/i,
  /((?:\.{0,2}\/|\.{0,2}\\)(?:.+\.go)):(?:(\d+):(\d+):)? (.*)/i,
  /^(.*)\((\d+)(?:,\d+|,\d+,\d+)?\):\s+(error|warning)\s+([a-zA-Z]+(?<!MSB)\d+):\s*(.*?)\s+\[(.*?)\]$/i,
  /^\s*File\s"(.*)",\sline\s(\d+),\sin\s(.*)$/i,
  /^Exception in thread "(.*)" (.*): (.*)$/i,
  /^(.*):(\d+):(\d+):\s+(?:fatal\s+)?(warning|error):\s+(.*)$/i,
];

/**
 * Reads GITHUB_OUTPUT as the runner does on Linux.
 *
 * @throws Error where the runner would fail the step
 */
export function parseOutputFile(text: string): Map<string, string> {
  const outputs = new Map<string, string>();
  const lines = text.split("\n");
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    if (line === "") continue;
    const [, name, sign, rest] = /^(.*?)(=|<<)(.*)$/s.exec(line) ?? [];
    if (name === undefined || rest === undefined) throw new Error(`invalid format: ${line}`);
    outputs.set(name, sign === "=" ? rest : heredoc(lines, rest));
  }
  return outputs;
}

function heredoc(lines: string[], delimiter: string): string {
  const end = lines.indexOf(delimiter);
  if (end < 0) throw new Error(`matching delimiter not found: ${delimiter}`);
  const value = lines.splice(0, end + 1);
  return value.slice(0, -1).join("\n");
}
