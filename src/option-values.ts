import { parseArgs } from "node:util";
import { LumogateError } from "./model/error.ts";
import { nearest } from "./nearest.ts";
import { type Command, isOptionName, type Option, type OptionName, OPTIONS, SHORT } from "./options.ts";

/** Options as given: absent where not said, defaults filled in. Lists keep their order. */
export interface OptionValues {
  readonly targets: readonly string[];
  one(name: OptionName): string | undefined;
  all(name: OptionName): readonly string[];
  flag(name: OptionName): boolean;
}

/**
 * Parses the arguments behind the command's name.
 *
 * @throws LumogateError `usage.*`, with the nearest option's name
 */
export function parseCommandLine(command: Command, args: readonly string[]): OptionValues {
  const given = new Map<OptionName, string[]>();
  const targets: string[] = [];
  for (const token of tokensOf(args)) {
    if (token.kind === "positional") targets.push(token.value);
    if (token.kind !== "option") continue;
    const name = knownOption(token.name, token.rawName);
    const value = optionValue(name, token.value, token.inlineValue);
    given.set(name, [...(given.get(name) ?? []), value]);
  }
  return checked(command, targets, given);
}

function tokensOf(args: readonly string[]) {
  const short = new Map<string, string>(Object.entries(SHORT).map(([letter, name]) => [name, letter]));
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: Object.fromEntries(
      Object.entries(OPTIONS).map(([name, option]: [string, Option]) => [
        name,
        {
          type: option.value === undefined ? "boolean" : "string",
          ...(short.has(name) ? { short: short.get(name) } : {}),
        } as const,
      ]),
    ),
  });
  return tokens;
}

/** The values of one option wherever it stands, whatever else is wrong on the line: to tell of that in the right place. */
export function valuesOf(wanted: OptionName, args: readonly string[]): readonly string[] {
  return tokensOf(args).flatMap((token) =>
    token.kind === "option" && token.name === wanted && token.value !== undefined ? [token.value] : [],
  );
}

/** The Action's inputs as option values. Empty and unset are the same to the runner, so they are here. */
export function parseInputs(command: Command, read: (name: string) => string): OptionValues {
  const given = new Map<OptionName, string[]>();
  for (const name of Object.keys(OPTIONS).filter(isOptionName)) {
    const values = lines(read(name));
    if (OPTIONS[name].commands.some((each) => each === command) && values.length > 0) given.set(name, values);
  }
  return checked(command, lines(read("image")), given);
}

function lines(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function knownOption(name: string, rawName: string): OptionName {
  if (isOptionName(name)) return name;
  const meant = nearest(name, Object.keys(OPTIONS));
  throw new LumogateError("usage.unknown-option", `There is no option ${rawName}.`, {
    hint: meant === undefined ? "lumogate --help lists the options." : `Did you mean --${meant}?`,
  });
}

function optionValue(name: OptionName, value: string | undefined, inline: boolean | undefined): string {
  const option: Option = OPTIONS[name];
  if (option.value === undefined) {
    if (value === undefined) return "true";
    throw new LumogateError("usage.flag", `--${name} takes no value, but got "${value}".`, {
      hint: `Write --${name} alone, or leave it out.`,
    });
  }
  // `--file --pull never`: the next option is no value, unless it was written `--file=--pull`.
  if (value === undefined || (inline !== true && value.startsWith("-") && value !== "-")) {
    throw new LumogateError("usage.missing-value", `--${name} needs a value, but got none.`, {
      hint: `Write --${name} ${option.value}; a value that begins with - is written --${name}=VALUE.`,
    });
  }
  return value;
}

function checked(
  command: Command,
  targets: readonly string[],
  given: ReadonlyMap<OptionName, readonly string[]>,
): OptionValues {
  for (const [name, values] of given) {
    checkUse(command, name, values);
    for (const value of values) checkValue(name, value);
  }
  return {
    targets,
    one: (name) => given.get(name)?.[0] ?? (OPTIONS[name] satisfies Option as Option).default,
    all: (name) => given.get(name) ?? [],
    flag: (name) => given.get(name)?.[0] === "true",
  };
}

function checkUse(command: Command, name: OptionName, values: readonly string[]): void {
  const option: Option = OPTIONS[name];
  if (!option.commands.includes(command)) {
    throw new LumogateError("usage.wrong-command", `lumogate ${command} takes no --${name}.`, {
      hint: `--${name} belongs to: ${option.commands.join(", ")}.`,
    });
  }
  if (values.length === 1 || option.repeatable === true) return;
  throw new LumogateError(
    "usage.repeated",
    `--${name} takes one value, but was given ${values.length}: ${values.join(", ")}.`,
    { hint: "Keep the one that you mean." },
  );
}

function checkValue(name: OptionName, value: string): void {
  const { value: placeholder, choices }: Option = OPTIONS[name];
  if (placeholder === undefined && value !== "true" && value !== "false") {
    throw new LumogateError("usage.flag", `The input ${name} is true or false, not "${value}".`, {
      hint: `Write ${name}: true, or leave it out.`,
    });
  }
  if (choices === undefined || choices.includes(value)) return;
  throw new LumogateError("usage.choice", `--${name} takes ${choices.join(" | ")}, not "${value}".`, {
    hint: `Give --${name} ${nearest(value, choices) ?? choices[0]}.`,
  });
}
