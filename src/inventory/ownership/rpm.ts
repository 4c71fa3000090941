import { ProblemLog } from "../../catalogers/problem-log.ts";
import { installedFileNames } from "../../catalogers/rpm/file-names.ts";
import type { RpmHeader } from "../../catalogers/rpm/header.ts";
import { rpmHeaders } from "../../catalogers/rpm/headers.ts";
import { rpm } from "../../catalogers/rpm/rpm.ts";
import { TAG } from "../../catalogers/rpm/tags.ts";
import type { FileContent } from "../../model/image.ts";
import type { Package } from "../../model/inventory.ts";
import { decodeUtf8 } from "../../text.ts";
import { byRecord, type ListContext, type ListReader, readDatabase } from "./list-reader.ts";

/** rpm's database has each package's files in its header. */
export const rpmLists: ListReader = {
  name: "rpm",
  reads: ({ found, path }) => found.type === "rpm" && !path.includes("/rpmmanifest/"),
  read: async (packages, context) => {
    for (const [path, found] of byRecord(packages)) await readHeaders(path, found, context);
  },
};

async function readHeaders(path: string, found: readonly Package[], context: ListContext): Promise<void> {
  const { claims, problems } = context;
  const bytes = await readDatabase(path, context);
  if (bytes === undefined) return;
  const purls = new Map(found.map((one) => [identity(one), one.purl]));
  const log = new ProblemLog();
  const companions = await logsOf(path, context);
  for (const header of rpmHeaders({ path, bytes, companions }, log)) {
    const purl = purls.get(identityOf(header));
    if (purl === undefined) continue;
    for (const name of installedFileNames(header))
      if (name.startsWith("/")) claims.add(decodeUtf8(name).text, purl);
  }
  for (const { code, reason } of log.problems()) problems.add(code, path, reason);
}

/** What SQLite keeps beside the database; other databases beside it are not in use. */
async function logsOf(path: string, { files }: ListContext): Promise<FileContent[]> {
  const logs = rpm.companions(path).filter((name) => /-(?:wal|journal)$/.test(name));
  const answers = await Promise.all(logs.map((name) => files.readFile(name)));
  return answers.flatMap((answer, at) =>
    answer.kind === "file" ? [{ path: logs[at] ?? answer.path, bytes: answer.bytes }] : [],
  );
}

function identity({
  name,
  version,
  epoch,
  arch,
}: Pick<Package, "name" | "version" | "epoch" | "arch">): string {
  return [name, epoch ?? "", version, arch ?? ""].join("\n");
}

/** As the cataloger makes a package of it. */
function identityOf(header: RpmHeader): string {
  const text = (tag: "NAME" | "VERSION" | "RELEASE" | "ARCH"): string | undefined => {
    const value = header.text(TAG[tag])?.text;
    return value === "" || value === "(none)" ? undefined : value;
  };
  const [release, epoch, arch] = [text("RELEASE"), header.numbers(TAG.EPOCH)[0], text("ARCH")];
  return identity({
    name: text("NAME") ?? "",
    version: [text("VERSION") ?? "", ...(release === undefined ? [] : [release])].join("-"),
    ...(epoch === undefined ? {} : { epoch }),
    ...(arch === undefined ? {} : { arch }),
  });
}
