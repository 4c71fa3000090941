#!/usr/bin/env node
/**
 * The command line: a desk, Jenkins, any shell. What a command needs is loaded only for that command, so that
 * `--version` answers at once.
 */
import { Cancelled, cancelOnSignals } from "./cancel.ts";
import type { CommandContext } from "./commands/context.ts";
import type { ExitCode } from "./model/report.ts";
import { type Command, COMMANDS, isCommand } from "./options.ts";
import { VERSION } from "./version.ts";

/** Runs a command. @returns its exit code */
type RunCommand = (args: readonly string[], context: CommandContext) => Promise<ExitCode>;

const RUN: Record<Command, () => Promise<RunCommand>> = {
  async check() {
    // First, so that its thread starts while the rest of the program is loaded.
    await (await import("./policy/evaluate/ahead.ts")).startEvaluatorAhead();
    return (await import("./commands/check.ts")).check;
  },
  inspect: async () => (await import("./commands/inspect.ts")).inspectImage,
  init: async () => (await import("./commands/init/init.ts")).init,
  "policy check": async () => (await import("./commands/policy/check.ts")).policyCheck,
  "policy eval": async () => (await import("./commands/policy/eval.ts")).policyEval,
  "policy fmt": async () => (await import("./commands/policy/fmt.ts")).policyFmt,
  "policy pull": async () => (await import("./commands/policy/pull.ts")).policyPull,
  "policy push": async () => (await import("./commands/policy/push.ts")).policyPush,
  "policy docs": async () => (await import("./commands/policy/docs.ts")).policyDocs,
  "policy schema": async () => (await import("./commands/policy/schema.ts")).policySchema,
  "policy test": async () => (await import("./commands/policy/test.ts")).policyTest,
};

// What nobody caught is a failure to judge. Node's own exit code for it, 1, would say "the image breaks a rule".
process.on("uncaughtException", (error) => void end(explain(error)));
await end(main(process.argv.slice(2)).catch(explain));

/** A worker or a connection that is kept alive must not keep a finished run waiting; what was printed was awaited. */
async function end(code: Promise<number>): Promise<void> {
  process.exit(await code);
}

async function main([word, ...args]: readonly string[]): Promise<number> {
  if (word === "--version" || word === "version") return say(`lumogate ${VERSION}\n`);
  const [command, operands] = word === "policy" ? [twoWords(word, args), args.slice(1)] : [word, args];
  if (command === undefined || command === "help" || args.some(isHelp) || isHelp(command))
    return help(command);
  if (!isCommand(command)) throw await unknownCommand(command);
  const [run, { processContext }] = await Promise.all([RUN[command](), import("./commands/context.ts")]);
  return run(operands, processContext(cancelOnSignals()));
}

/** `policy test` is a command of two words. */
function twoWords(first: string, [second]: readonly string[]): string {
  return second === undefined || second.startsWith("-") ? first : `${first} ${second}`;
}

function isHelp(word: string): boolean {
  return word === "--help" || word === "-h";
}

/** Without any word at all the help is the answer to a mistake: exit code 2. */
async function help(word: string | undefined): Promise<number> {
  const { helpText } = await import("./help.ts");
  await say(helpText(word !== undefined && isCommand(word) ? word : undefined));
  return word === undefined ? 2 : 0;
}

function say(text: string): Promise<0> {
  return new Promise((resolve) => process.stdout.write(text, () => resolve(0)));
}

async function unknownCommand(words: string): Promise<Error> {
  const [{ LumogateError }, { nearest }] = await Promise.all([
    import("./model/error.ts"),
    import("./nearest.ts"),
  ]);
  const names = Object.keys(COMMANDS);
  const meant = nearest(words, names);
  const hint = words.startsWith("policy")
    ? `There is ${names.filter((name) => name.startsWith("policy ")).join(", ")}.`
    : "To judge an image: lumogate check IMAGE.";
  return new LumogateError("usage.command", `There is no command "${words}".`, {
    hint: meant === undefined ? hint : `Did you mean lumogate ${meant}?`,
  });
}

/** Tells an error on standard error. @returns the exit code: the signal's where the run was cancelled, else 2 */
async function explain(error: unknown): Promise<number> {
  if (error instanceof Cancelled) return error.exitCode;
  const { complain } = await import("./commands/complain.ts");
  complain(error);
  return 2;
}
