/**
 * Every option, said once: the command line, the Action's inputs, `--help` and docs/options.md are held against this
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
    value: "OS/ARCH[/VARIANT]|all",
    summary: "the platform of an image that has several, or all of them (default: this machine's)",
    commands: ["check", "inspect"],
  },
  base: {
    value: "TARGET",
    summary: "the base image: what its layers brought is marked as the base's",
    commands: ["check", "inspect"],
  },
  layers: {
    summary:
      "add what each layer added, changed, removed, and carries in vain (from an engine: reads all of it)",
    commands: ["check", "inspect"],
  },
  "plain-http": {
    value: "HOST[:PORT]",
    repeatable: true,
    summary: "a registry that is spoken to without TLS",
    commands: ["check", "inspect", "policy docs", "policy pull", "policy push"],
  },
  "registry-ca": {
    value: "FILE",
    summary: "authorities for registries besides the system's, in PEM",
    commands: ["check", "inspect", "policy docs", "policy pull", "policy push"],
  },
  "no-cache": {
    summary: "use nothing that earlier runs have kept, and keep nothing",
    commands: ["check", "inspect", "policy eval"],
  },
  scope: {
    value: "SCOPE",
    choices: ["all", "os"],
    default: "all",
    summary: "how far to look: all, every file; os, the system and its packages",
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
    commands: ["check", "policy eval"],
  },
  data: {
    value: "FILE",
    repeatable: true,
    summary: "JSON or YAML that your rules read as data.config, merged with data: in the configuration",
    commands: ["check", "policy eval"],
  },
  "effective-time": {
    value: "TIME",
    summary: "judge as of this day or moment: waivers, dates of rules, ages (default: now)",
    commands: ["check", "policy eval", "policy test"],
  },
  explain: {
    value: "RULE",
    repeatable: true,
    summary: "say why this rule did or did not fire: what it tried, and which values it read",
    commands: ["check"],
  },
  "fail-on": {
    value: "SEVERITY",
    choices: ["error", "warning", "never"],
    default: "error",
    summary: "the least severity that fails the gate: error, warning or never",
    commands: ["check", "policy eval"],
  },
  output: {
    value: "FORMAT[=FILE]",
    repeatable: true,
    summary: "table or json (inspect: also cyclonedx, spdx, spdx3), to the terminal or to a file",
    commands: ["check", "inspect", "policy check", "policy docs", "policy test", "policy eval"],
  },
  run: {
    value: "REGEX",
    summary: "only tests whose name, data.<package>.<name>, has this in it (an RE2 expression)",
    commands: ["policy test"],
  },
  coverage: {
    value: "PERCENT",
    summary: "fail where tests reach less of the rules' lines than this",
    commands: ["policy test"],
  },
  rego: {
    value: "VERSION",
    choices: ["v0", "v1"],
    default: "v1",
    summary: "the version of Rego that the files are written in: v1, or v0, OPA's before 1.0",
    commands: ["policy check", "policy fmt", "policy test", "policy eval"],
  },
  input: {
    value: "KIND",
    choices: ["image", "any"],
    default: "image",
    summary: "what the rules judge: image, held against lumogate's schema; any, JSON of any kind",
    commands: ["policy check", "policy test"],
  },
  strict: { summary: "fail for warnings, too", commands: ["policy check"] },
  check: {
    summary: "write nothing; list the files that are not formatted, exit code 1",
    commands: ["policy fmt"],
  },
  write: { summary: "rewrite the files that are not formatted", commands: ["policy fmt"] },
  into: {
    value: "FOLDER",
    summary: "write the policy there; the folder is new or empty",
    commands: ["policy pull"],
  },
  quiet: {
    summary: "no progress on standard error",
    commands: ["check", "inspect", "policy docs", "policy pull", "policy push"],
  },
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

/** Every command: what stands behind its name, and what it does. */
export const COMMANDS = {
  check: {
    operands: "TARGET...",
    summary: "judge images by your rules: exit code 0 pass, 1 fail, 2 cannot judge",
  },
  inspect: { operands: "TARGET", summary: "show what is in an image" },
  init: { operands: "", summary: "write a starter lumogate.yaml, an example of a rule, and a workflow" },
  "policy check": {
    operands: "[PATH...]",
    summary: "say what is wrong with rules and their tests: 0 nothing, 2 something",
  },
  "policy eval": {
    operands: "FILE...",
    summary: "judge documents of any kind, JSON or YAML, by rules: exit codes as of check",
  },
  "policy fmt": {
    operands: "[PATH...]",
    summary: "format rules and tests as opa fmt does (default: the policies of lumogate.yaml)",
  },
  "policy pull": {
    operands: "ADDRESS",
    summary: "say which digest a policy has now (oci://..., https://...), and fetch it",
  },
  "policy push": {
    operands: "oci://HOST/REPOSITORY:TAG PATH...",
    summary: "put rules into a registry; prints the address that pins them",
  },
  "policy docs": {
    operands: "[PATH...]",
    summary: "describe rules in Markdown, from their METADATA (default: ours)",
  },
  "policy schema": {
    operands: "[input|config|report|findings]",
    summary: "print a JSON schema: what rules read or return, lumogate.yaml, a report",
  },
  "policy test": {
    operands: "[PATH...]",
    summary: "run the tests beside rules: exit code 0 all passed, 1 not, 2 none ran",
  },
} as const satisfies Record<string, { readonly operands: string; readonly summary: string }>;

export type Command = keyof typeof COMMANDS;

export function isCommand(words: string): words is Command {
  return Object.hasOwn(COMMANDS, words);
}

/** One letter for what is typed most. */
export const SHORT = { f: "file", o: "output", q: "quiet" } as const satisfies Record<string, OptionName>;

export function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}
