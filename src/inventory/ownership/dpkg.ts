import type { FileAnswer } from "../../model/image.ts";
import type { Package } from "../../model/inventory.ts";
import { readDiversions, type Diversions } from "./diversions.ts";
import { endsWithinLine, linesOf } from "./lines.ts";
import { byRecord, type ListContext, type ListReader } from "./list-reader.ts";
import { folderOf } from "./paths.ts";

/**
 * `info/NAME.list`, or `info/NAME:ARCH.list` for packages of several architectures at once (dpkg's infodb-format 1): a path a line, and
 * conffiles among them. opkg writes the same, with a file's mode and a link's target behind tabs.
 */
export const dpkgLists: ListReader = {
  name: "dpkg",
  reads: ({ found, path }) => (found.type === "deb" || found.type === "opkg") && path.endsWith("/status"),
  read: async (packages, context) => {
    for (const [status, found] of byRecord(packages)) await readLists(folderOf(status), found, context);
  },
};

/** Run by dpkg, marked as executable, and in no list. */
const MAINTAINER_SCRIPTS = ["preinst", "postinst", "prerm", "postrm", "config"];

async function readLists(folder: string, packages: readonly Package[], context: ListContext): Promise<void> {
  const { files, problems } = context;
  const [diversions, lists] = await Promise.all([
    readDiversions(`${folder}/diversions`, files, problems),
    Promise.all(packages.map((found) => readList(`${folder}/info`, found, context))),
  ]);
  const missing = lists.filter(({ answer }) => answer.kind === "absent").map(({ base }) => `${base}.list`);
  problems.addMissing(missing, packages.length);
  for (const [index, { base, answer }] of lists.entries()) {
    const found = packages[index];
    if (found === undefined) continue;
    if (answer.kind === "file") {
      claimAll(answer.bytes, answer.path, found, diversions, context);
      for (const script of MAINTAINER_SCRIPTS) context.claims.add(`${base}.${script}`, found.purl);
    } else if (answer.kind === "unreadable") problems.add("unreadable", answer.path, answer.reason);
  }
}

interface FoundList {
  /** Its path but for the extension. */
  readonly base: string;
  readonly answer: FileAnswer;
}

async function readList(folder: string, { name, arch }: Package, { files }: ListContext): Promise<FoundList> {
  const plain = `${folder}/${name}`;
  // No package of dpkg's has such a name, but a database may.
  if (name.includes("/")) return { base: plain, answer: { kind: "absent" } };
  const bases = arch === undefined ? [plain] : [`${plain}:${arch}`, plain];
  const answers = await Promise.all(
    bases.map(async (base) => ({ base, answer: await files.readFile(`${base}.list`) })),
  );
  return (
    answers.find(({ answer }) => answer.kind !== "absent") ?? { base: plain, answer: { kind: "absent" } }
  );
}

function claimAll(
  bytes: Uint8Array,
  path: string,
  { name, type, purl }: Package,
  diversions: Diversions,
  { claims, problems }: ListContext,
): void {
  const cut = endsWithinLine(bytes);
  let last: string | undefined;
  let malformed = 0;
  const claim = (line: string): void => {
    const tab = type === "opkg" ? line.indexOf("\t") : -1;
    const listed = tab === -1 ? line : line.slice(0, tab);
    if (listed.startsWith("/") && !listed.includes("\0")) claims.add(diversions.placeOf(listed, name), purl);
    else malformed += 1;
  };
  for (const line of linesOf(bytes)) {
    if (last !== undefined) claim(last);
    last = line;
  }
  // dpkg itself gives up on a list whose last line has no end.
  if (cut)
    problems.add("truncated", path, "The list of a package's files ends within a line, so it was cut short.");
  else if (last !== undefined) claim(last);
  if (malformed > 0)
    problems.add(
      "malformed",
      path,
      `${malformed} lines in a list of a package's files are no absolute paths.`,
    );
}
