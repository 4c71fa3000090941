import { stringValue, stringValues } from "./ruby-literals.ts";

/** What a gemspec says where it can be told without running it. */
export interface Gemspec {
  readonly name?: string;
  readonly version?: string;
  /** `x86_64-linux`, `java`; left out for `ruby`, which is every platform. */
  readonly platform?: string;
  readonly licenses: readonly string[];
  readonly authors: readonly string[];
  /** Whether the text is a gemspec at all. */
  readonly isGemspec: boolean;
}

const STUB = "# stub: ";

/** `s.name = …` on one line, of whatever variable. */
const ASSIGNMENT = /^\s*\w+\.(name|version|platform|licenses?|authors?)\s*=\s*(.*)$/;

/**
 * Reads a gemspec. RubyGems writes those of installed gems itself (`Gem::Specification#to_ruby`), with a line at the top
 * that says what `gem list` tells (`Gem::StubSpecification`); that line counts. In any other gemspec only assignments of literals
 * are understood.
 *
 * @param text decoded
 */
export function readGemspec(text: string): Gemspec {
  const lines = text.split("\n", MOST_LINES);
  const assigned = new Map<string, string>();
  for (const line of lines) {
    const [, field, expression] = ASSIGNMENT.exec(line.slice(0, LONGEST_LINE).trimEnd()) ?? [];
    if (field !== undefined && expression !== undefined && !assigned.has(field))
      assigned.set(field, expression);
  }
  const literal = (field: string): string | undefined => stringValue(assigned.get(field) ?? "");
  const list = (field: string): string[] =>
    stringValues(assigned.get(field) ?? assigned.get(`${field}s`) ?? "");
  const stub = stubOf(lines);
  const name = stub?.name ?? literal("name");
  const version = stub?.version ?? literal("version");
  const platform = stub === undefined ? list("platform").join("-") : stub.platform;
  return {
    ...(name === undefined ? {} : { name }),
    ...(version === undefined ? {} : { version }),
    ...(platform === "ruby" || platform === "" ? {} : { platform }),
    licenses: list("license"),
    authors: list("author"),
    isGemspec: stub !== undefined || text.includes("Gem::Specification"),
  };
}

/** The longest have 1,000; what we look for stands at the top. */
const MOST_LINES = 100_000;
const LONGEST_LINE = 32_768;

/** `# stub: NAME VERSION PLATFORM PATHS` in the second line, and that ended; one that was cut is none. */
function stubOf(lines: readonly string[]): { name: string; version: string; platform: string } | undefined {
  const line = lines[1];
  if (line?.startsWith(STUB) !== true || lines.length < 3) return undefined;
  const [name = "", version = "", platform = ""] = line
    .slice(STUB.length, LONGEST_LINE)
    .trim()
    .split(/[ \r]+/, 3);
  return name === "" || version === "" || platform === "" ? undefined : { name, version, platform };
}
