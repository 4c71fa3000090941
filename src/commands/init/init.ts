import { mkdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Encoded, join } from "../../encode/encoded.ts";
import { shown, terminal } from "../../encode/terminal.ts";
import { isErrno, LumogateError, systemReason } from "../../model/error.ts";
import { parseCommandLine } from "../../option-values.ts";
import { print } from "../../publish/stdout.ts";
import type { CommandContext } from "../context.ts";
import { type StarterFile, starterFiles } from "./files.ts";

/**
 * `lumogate init`: a starter configuration, an example of a rule with its test, and a workflow. What is there stays as it is.
 *
 * @throws LumogateError `usage.operand`, `output.write`
 */
export async function init(args: readonly string[], { directory }: CommandContext): Promise<0> {
  const { targets } = parseCommandLine("init", args);
  if (targets.length > 0) {
    throw new LumogateError("usage.operand", `lumogate init takes no ${JSON.stringify(targets[0])}.`, {
      hint: "It writes into the current directory: go there, and run lumogate init.",
    });
  }
  const hasPolicies = await exists(path.join(directory, "policies"));
  const lines: Encoded<"terminal">[] = [];
  for (const file of starterFiles(hasPolicies)) {
    const isNew = await writeNew(file, directory);
    lines.push(
      isNew
        ? terminal`wrote ${shown(file.path)}`
        : terminal`kept  ${shown(file.path)}, which was there already`,
    );
  }
  if (hasPolicies) lines.push(terminal`kept  policies, and wrote no example into it`);
  await print(terminal`${join([...lines, ...NEXT], "\n")}\n`);
  return 0;
}

const NEXT = [
  terminal``,
  terminal`Next: lumogate check IMAGE judges an image by them; lumogate policy test runs the rules' tests.`,
];

/** @returns false where something of that name is there, also a link that leads nowhere */
async function writeNew({ path: name, text }: StarterFile, directory: string): Promise<boolean> {
  const file = path.join(directory, name);
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text, { flag: "wx" });
    return true;
  } catch (cause) {
    if (isErrno(cause, "EEXIST")) return false;
    throw new LumogateError("output.write", `${name} cannot be written: ${systemReason(cause)}.`, {
      hint: "Run lumogate init where you may write, at the top of your repository.",
      location: { file: name },
      cause,
    });
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (cause) {
    return !isErrno(cause, "ENOENT");
  }
}
