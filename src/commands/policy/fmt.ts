import path from "node:path";
import { type Encoded, join } from "../../encode/encoded.ts";
import { shown, terminal } from "../../encode/terminal.ts";
import { LumogateError, systemReason } from "../../model/error.ts";
import { parseCommandLine } from "../../option-values.ts";
import { formatModules } from "../../policy/tools/format.ts";
import { writeWhole } from "../../publish/files.ts";
import { print } from "../../publish/stdout.ts";
import type { CommandContext } from "../context.ts";
import { rulesAndTests } from "./paths.ts";

/**
 * `lumogate policy fmt`: prints what is formatted; with `--write` rewrites files and lists them, with `--check` only lists
 * those that are not formatted.
 *
 * @returns 1 where `--check` lists any, else 0
 * @throws LumogateError `usage.*`, `policy.*`, `output.write`: a file that does not parse is never written
 */
export async function policyFmt(args: readonly string[], context: CommandContext): Promise<0 | 1> {
  const options = parseCommandLine("policy fmt", args);
  if (options.flag("check") && options.flag("write")) {
    throw new LumogateError("usage.fmt", "--check writes nothing, and --write does.", {
      hint: "Keep --check in CI, and run --write before.",
    });
  }
  const modules = await rulesAndTests(options, context.directory);
  const plain = modules.map(({ text, ...module }) => ({ ...module, text: text.replaceAll("\r\n", "\n") }));
  const formatted = await formatModules(plain, context.signal);
  const results = modules.map(({ path: file, text: before }, index) => {
    const text = withEndingsOf(before, formatted[index]?.text ?? "");
    return { file, text, changed: text !== before };
  });
  const changed = results.filter((each) => each.changed);
  if (options.flag("write"))
    for (const { file, text } of changed)
      await replaceFile(path.resolve(context.directory, file), file, text);
  const lists = options.flag("check") || options.flag("write");
  const lines = lists
    ? changed.map(({ file }) => shown(file))
    : results.flatMap(({ text }) =>
        text
          .replace(/\r?\n$/, "")
          .split(/\r?\n/)
          .map(shownCode),
      );
  if (lines.length > 0) await print(terminal`${join(lines, "\n")}\n`);
  return options.flag("check") && changed.length > 0 ? 1 : 0;
}

/** A line of Rego, indented by tabs; what else does not show is spelled out, since nothing of a policy is obeyed either. */
function shownCode(line: string): Encoded<"terminal"> {
  const code = line.replace(/^\t+/, "");
  let text = shown(code);
  for (let depth = code.length; depth < line.length; depth += 1) text = terminal`\t${text}`;
  return text;
}

/** A file of Windows stays one: its editor would show every line as changed. */
function withEndingsOf(before: string, text: string): string {
  const ends = before.split("\n").length - 1;
  const windows = before.split("\r\n").length - 1;
  return windows * 2 > ends ? text.replaceAll("\n", "\r\n") : text;
}

/** @throws LumogateError `output.write` */
async function replaceFile(absolute: string, file: string, text: string): Promise<void> {
  try {
    await writeWhole(absolute, text);
  } catch (cause) {
    throw new LumogateError("output.write", `${file} cannot be written: ${systemReason(cause)}.`, { cause });
  }
}
