import { parseArgs } from "node:util";
import { LumogateError } from "./model/error.ts";
import { nearest } from "./nearest.ts";

/**
 * Every option, said once: the command line, the Action's inputs, `--help` and the README are held against this
 * table by tests. An option of the Action is an input of the same name; a repeatable one takes a value a line.
 */
export const OPTIONS = {
  build: {
    value: "CONTEXT",
    summary: "build the image first, from this folder, and judge what comes out",
    commands: ["check", "inspect"],
  },
  file: {
    value: "DOCKERFILE",
    summary: "the Dockerfile of the build (default: CONTEXT/Dockerfile)",
    commands: ["check", "inspect"],
  },
  target: { value: "STAGE", summary: "the build stage to build", commands: ["check", "inspect"] },
  "build-arg": {
    value: "NAME[=VALUE]",
    repeatable: true,
    summary: "a build argument; without a value, taken from the environment",
    commands: ["check", "inspect"],
  },
  "build-secret": {
    value: "id=ID[,src=FILE|,env=NAME]",
    repeatable: true,
    summary: "a secret for RUN --mount=type=secret (needs BuildKit)",
    commands: ["check", "inspect"],
  },
  "build-network": {
    value: "MODE",
    summary: "the network of RUN steps: default, none or host",
    commands: ["check", "inspect"],
  },
  pull: {
    value: "WHEN",
    choices: ["always", "missing", "never"],
    default: "missing",
    summary: "when to pull the image: always, missing or never",
    commands: ["check", "inspect"],
  },
  platform: {
    value: "OS/ARCH[/VARIANT]",
    summary: "the platform of an image that has several (default: the engine's)",
    commands: ["check", "inspect"],
  },
  scope: {
    value: "SCOPE",
    choices: ["os"],
    default: "os",
    summary: "what to look for: os, the operating system and its packages",
    commands: ["check", "inspect"],
  },
  config: {
    value: "FILE",
    summary: "the configuration (default: lumogate.yaml, where there is one)",
    commands: ["check"],
  },
  policy: {
    value: "PATH",
    repeatable: true,
    summary: "a .rego file, or a folder of them, besides those in the configuration",
    commands: ["check"],
  },
  "fail-on": {
    value: "SEVERITY",
    choices: ["error", "warning", "never"],
    default: "error",
    summary: "the least severity that fails the gate: error, warning or never",
    commands: ["check"],
  },
  output: {
    value: "FORMAT[=FILE]",
    repeatable: true,
    summary: "table or json, to the terminal or to a file",
    commands: ["check", "inspect"],
  },
  quiet: { summary: "no progress on standard error", commands: ["check", "inspect"] },
} as const satisfies Record<string, Option>;

export interface Option {
  /** What its value is called in help; left out: a flag. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly default?: string;
  readonly repeatable?: boolean;
  readonly summary: string;
  readonly commands: readonly Command[];
}

export type OptionName = keyof typeof OPTIONS;
export type Command = "check" | "inspect";

/** One letter for what is typed most. */
export const SHORT = { f: "file", o: "output", q: "quiet" } as const satisfies Record<string, OptionName>;

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
  const given = new Map<OptionName, string[]>();
  const targets: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") targets.push(token.value);
    if (token.kind !== "option") continue;
    const name = knownOption(token.name, token.rawName);
    const value = optionValue(name, token.value, token.inlineValue);
    given.set(name, [...(given.get(name) ?? []), value]);
  }
  return checked(command, targets, given);
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

function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
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
    throw new LumogateError("usage.flag", `--${name} takes no value, but got "${value}".`);
  }
  // `--file --pull never`: the next option is no value, unless it was written `--file=--pull`.
  if (value === undefined || (inline !== true && value.startsWith("-") && value !== "-")) {
    throw new LumogateError("usage.missing-value", `--${name} needs a value: --${name} ${option.value}.`);
  }
  return value;
}

function checked(
  command: Command,
  targets: readonly string[],
  given: Map<OptionName, string[]>,
): OptionValues {
  for (const [name, values] of given) {
    const option: Option = OPTIONS[name];
    if (!option.commands.includes(command)) {
      throw new LumogateError("usage.wrong-command", `lumogate ${command} takes no --${name}.`, {
        hint: `--${name} belongs to: ${option.commands.join(", ")}.`,
      });
    }
    if (values.length > 1 && option.repeatable !== true) {
      throw new LumogateError(
        "usage.repeated",
        `--${name} was given ${values.length} times, but takes one value.`,
      );
    }
    for (const value of values) {
      if (option.value === undefined && value !== "true" && value !== "false") {
        throw new LumogateError("usage.flag", `The input ${name} is true or false, not "${value}".`);
      }
      if (option.choices === undefined || option.choices.includes(value)) continue;
      throw new LumogateError(
        "usage.choice",
        `--${name} is one of ${option.choices.join(", ")}, not "${value}".`,
        {
          hint: `Give --${name} ${nearest(value, option.choices) ?? option.choices[0]}.`,
        },
      );
    }
  }
  return {
    targets,
    one: (name) => given.get(name)?.[0] ?? (OPTIONS[name] satisfies Option as Option).default,
    all: (name) => given.get(name) ?? [],
    flag: (name) => given.get(name)?.[0] === "true",
  };
}
