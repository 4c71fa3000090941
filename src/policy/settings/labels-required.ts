import { problemAt, type RuleSettings, type Settings } from "./settings.ts";

type LabelSetting = string | { readonly name: string; readonly pattern?: string };

export const labelsRequired: RuleSettings = {
  check(settings) {
    return labelsOf(settings).flatMap((label, index) => {
      const pattern = typeof label === "string" ? undefined : label.pattern;
      const wrong = pattern === undefined ? undefined : patternProblem(pattern);
      if (wrong === undefined) return [];
      const message = `${JSON.stringify(pattern)} is not a regular expression that lumogate reads (RE2): ${wrong}.`;
      return [problemAt(["labels", index, "pattern"], "config.bad-pattern", message, SYNTAX)];
    });
  },
  prepare: (settings) => settings,
};

const SYNTAX =
  "The syntax is RE2's, https://github.com/google/re2/wiki/Syntax: neither looks around nor refers back.";

function labelsOf(settings: Settings): readonly LabelSetting[] {
  return settings["labels"] as readonly LabelSetting[];
}

/** What JavaScript reads and RE2 does not. */
const NOT_RE2 = [
  { construct: /\(\?<?[=!]/, problem: "it looks around, with (?= (?! (?<= or (?<!" },
  { construct: /\\[1-9]|\\k</, problem: "it refers back to a group" },
  { construct: /\\[cu]/, problem: "it has an escape, \\c or \\u, that RE2 does not have" },
];

/**
 * JavaScript's own parser, and the differences to RE2 that anybody meets. What passes here and is still no RE2
 * matches no label when the rule runs, which is a finding and not a pass.
 */
function patternProblem(pattern: string): string | undefined {
  // In a character class, and behind a backslash, parentheses mean nothing.
  const structure = pattern.replaceAll(/\\[^1-9kcu]|\[\^?\]?(?:\\.|[^\]\\])*\]/g, "");
  const different = NOT_RE2.find(({ construct }) => construct.test(structure));
  if (different !== undefined) return different.problem;
  // What RE2 has and JavaScript lacks: flags that stand anywhere, other anchors, (?P<name>.
  const common = pattern
    .replaceAll(/\(\?[imsU-]+\)/g, "")
    .replaceAll(/\(\?[imsU-]+:/g, "(?:")
    .replaceAll("(?P<", "(?<");
  try {
    // oxlint-disable-next-line no-new -- only to have it parsed
    new RegExp(common);
    return undefined;
  } catch (error) {
    return error instanceof Error
      ? error.message.replace(/^Invalid regular expression: /, "")
      : String(error);
  }
}
