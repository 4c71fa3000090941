import type { Encoded } from "../encode/encoded.ts";
import type { Inventory } from "../model/inventory.ts";
import type { NotableFile, NotableKind } from "../model/notable-file.ts";
import { factLines } from "./blocks.ts";
import type { Fact } from "./facts.ts";
import { grouped } from "../grouped.ts";
import { type Page, title } from "./layout.ts";
import { more } from "./package-blocks.ts";
import { plural, sizeWords } from "./words.ts";

type Text = Encoded<"terminal">;

/** Files of a kind that a terminal shows. */
const SHOWN_FILES = 20;

/** Each kind in the words of its title, and in one that fits the column beside its files. */
const KINDS = {
  setuid: ["setuid", "setuid"],
  setgid: ["setgid", "setgid"],
  capabilities: ["with capabilities", "capability"],
  "world-writable": ["writable by everybody", "writable"],
  credential: ["with private keys or credentials", "credential"],
  "package-cache": ["caches of package managers", "cache"],
  "unowned-executable": ["programs of no package", "unowned"],
  "ca-certificate": ["further authorities", "authority"],
  preload: ["preloaded into every process", "preload"],
} as const satisfies Record<NotableKind, readonly [string, string]>;

/** The files that matter to policies, a block a kind; nothing where nobody looked for them. */
export function fileBlocks({ files = [], packages }: Inventory, page: Page): Text[][] {
  // A package is in the list below, where its URL would say no more than its name.
  const names = new Map(packages.map(({ purl, name }) => [purl, name]));
  const nameOf = (purl: string): string => names.get(purl) ?? purl;
  const kinds = grouped(files, ({ kind }) => kind);
  return Array.from(kinds, ([kind, all]) => {
    const visible = page.isTerminal ? all.slice(0, SHOWN_FILES) : all;
    return [
      title(`${plural(all.length, "file")}: ${KINDS[kind][0]}`, page),
      ...factLines(
        visible.map((file) => fileFact(file, nameOf)),
        page,
      ),
      ...more(all.length - visible.length, page),
    ];
  });
}

/** What of a file is worth its place depends on why it is there. */
function fileFact(file: NotableFile, nameOf: (purl: string) => string): Fact {
  const { path, kind, mode, uid, gid, size, detail, ownedBy } = file;
  const details = [
    `${mode} ${uid}:${gid}`,
    size === 0 ? undefined : sizeWords(size),
    detail,
    ownedBy === undefined ? undefined : `of ${nameOf(ownedBy)}`,
  ];
  const words = details.filter((part) => part !== undefined).join(", ");
  return { label: KINDS[kind][1], value: `${path} (${words})` };
}
