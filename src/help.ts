import { type Command, COMMANDS, OPTIONS, type Option, SHORT } from "./options.ts";
import { SOURCES } from "./sources/index.ts";

/** The help of lumogate as a whole, or of one command. */
export function helpText(command?: Command): string {
  if (command === undefined) {
    const rows = Object.entries(COMMANDS).map(([name, { operands, summary }]): Row => [
      `lumogate ${name} ${operands}`,
      summary,
    ]);
    return [
      "lumogate, the policy gate for container images",
      "",
      ...layOut([
        ...rows,
        ["lumogate --version", "its version"],
        ["lumogate COMMAND --help", "the command's options"],
      ]),
      "",
      ...targets(),
      "",
    ].join("\n");
  }
  const options = Object.entries<Option>(OPTIONS).filter(([, option]) => option.commands.includes(command));
  const { operands, summary } = COMMANDS[command];
  return [
    `lumogate ${command} ${operands}`.trimEnd(),
    "",
    summary,
    "",
    ...(options.length === 0
      ? []
      : [...layOut(options.map(([name, option]): Row => [spelling(name, option), explanation(option)])), ""]),
    ...(operands.startsWith("TARGET") ? [...targets(), ""] : []),
  ].join("\n");
}

function targets(): string[] {
  return [
    "A TARGET is a path (an archive, an OCI layout, a root file system), else the",
    "name of an image (debian:12), in the engine or in its registry. Or say where:",
    ...layOut(SOURCES.map(({ transport, locator, summary }): Row => [`${transport}:${locator}`, summary])),
  ];
}

type Row = readonly [left: string, right: string];

function spelling(name: string, option: Option): string {
  const short = Object.entries(SHORT).find(([, long]) => long === name)?.[0];
  return `${short === undefined ? "    " : `-${short}, `}--${name}${option.value === undefined ? "" : ` ${option.value}`}`;
}

function explanation({ summary, default: preset, repeatable }: Option): string {
  return `${summary}${preset === undefined ? "" : ` (default: ${preset})`}${repeatable === true ? "; repeatable" : ""}`;
}

const COLUMNS = 80;
/** A wider left side has the line to itself. */
const WIDEST_LEFT = 30;

function layOut(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length).filter((length) => length <= WIDEST_LEFT));
  return rows.flatMap(([left, right]) => {
    const [first = "", ...rest] = broken(right, COLUMNS - width - 4);
    const opening =
      left.length > width
        ? [`  ${left}`, first.padStart(first.length + width + 4)]
        : [`  ${left.padEnd(width)}  ${first}`];
    return [...opening, ...rest.map((line) => line.padStart(line.length + width + 4))];
  });
}

/** The text in lines of so many columns, broken between words. */
function broken(text: string, columns: number): string[] {
  return text.match(new RegExp(`\\S.{0,${columns - 1}}(?=\\s|$)`, "g")) ?? [];
}
