import { mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseBundleAddress } from "../../bundles/address.ts";
import type { PolicyBundle } from "../../bundles/bundle.ts";
import { fetchBundle } from "../../bundles/fetch.ts";
import { shown, terminal } from "../../encode/terminal.ts";
import { isErrno, LumogateError, systemReason } from "../../model/error.ts";
import { parseCommandLine } from "../../option-values.ts";
import { print } from "../../publish/stdout.ts";
import { fetchContext } from "../../request.ts";
import type { CommandContext } from "../context.ts";

/**
 * `lumogate policy pull`: says which digest an address has now, and with `--into` writes the policy to a folder to be read.
 *
 * @throws LumogateError `usage.operand`, `policy.*`, `registry.*`, `output.write`
 */
export async function policyPull(args: readonly string[], context: CommandContext): Promise<0> {
  const options = parseCommandLine("policy pull", args);
  const [from, ...others] = options.targets;
  if (from === undefined || others.length > 0) {
    throw new LumogateError("usage.operand", "lumogate policy pull takes one address.", {
      hint: "For example: lumogate policy pull oci://ghcr.io/acme/policies:1.0 --into policies.",
    });
  }
  const bundle = await fetchBundle(parseBundleAddress(from), fetchContext(options, context));
  const into = options.one("into");
  if (into !== undefined) await writeFiles(bundle, path.resolve(context.directory, into), into);
  await print(terminal`${shown(bundle.pinned)}\n`);
  return 0;
}

/** Into a folder that is new or empty: nothing of an older version stays between the files of this one. */
async function writeFiles({ files, config }: PolicyBundle, folder: string, named: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    if ((await readdir(folder)).length > 0) throw notEmpty(named);
    for (const { name, text } of files) {
      const file = path.join(folder, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text, { flag: "wx" });
    }
    if (Object.keys(config).length > 0)
      await writeFile(path.join(folder, "data.json"), `${JSON.stringify({ config }, null, 2)}\n`, {
        flag: "wx",
      });
  } catch (cause) {
    if (cause instanceof LumogateError) throw cause;
    if (isErrno(cause, "ENOTDIR") || isErrno(cause, "EEXIST")) throw notEmpty(named);
    throw new LumogateError(
      "output.write",
      `The policy cannot be written to ${named}: ${systemReason(cause)}.`,
      {
        hint: "Name another folder with --into.",
        cause,
      },
    );
  }
}

function notEmpty(named: string): LumogateError {
  return new LumogateError(
    "output.write",
    `The policy is not written to ${named}: it is not an empty folder.`,
    {
      hint: "Name a new folder, or remove this one: a file of an older version between those of this one would judge, too.",
    },
  );
}
