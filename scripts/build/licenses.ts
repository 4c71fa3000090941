import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { Plugin } from "rolldown";

/** Collects the licences of the packages that end up in the bundle: what we must pass on with it. */
export function thirdPartyLicenses(root: string): { plugin: Plugin; text(): Promise<string> } {
  const folders = new Set<string>();
  return {
    plugin: {
      name: "third-party-licenses",
      generateBundle(_options, bundle) {
        for (const output of Object.values(bundle)) {
          if (output.type !== "chunk") continue;
          for (const id of output.moduleIds) {
            const folder = packageFolder(id);
            if (folder !== undefined) folders.add(folder);
          }
        }
      },
    },
    async text() {
      const sections = await Promise.all(
        [...folders].toSorted().map((folder) => section(path.join(root, folder))),
      );
      return `Packages from npm that are bundled in this folder, with their licences.\n\n${sections.join("\n")}`;
    },
  };
}

/** `node_modules/a/node_modules/@b/c` of a module's id, relative to the project. */
function packageFolder(id: string): string | undefined {
  return /(?:^|\/)(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\//.exec(
    id.replaceAll("\\", "/"),
  )?.[1];
}

async function section(folder: string): Promise<string> {
  const manifest = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8")) as {
    name: string;
    version: string;
    license?: string;
  };
  const names = (await readdir(folder))
    .filter((name) => /^(licen[cs]e|notice|copying)/i.test(name))
    .toSorted();
  const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name), "utf8")));
  const heading = `${manifest.name} ${manifest.version} (${manifest.license ?? "see its text"})`;
  return [
    heading,
    "=".repeat(heading.length),
    ...texts.map((text) => text.replaceAll("\r\n", "\n").trim()),
    "",
  ].join("\n");
}
