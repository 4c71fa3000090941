import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { FILE_CATALOGERS } from "../src/catalogers/in-files.ts";
import { CATALOGERS } from "../src/catalogers/index.ts";

const PAGE = readFileSync(new URL("../docs/inventory.md", import.meta.url), "utf8");

it.each([...CATALOGERS, ...FILE_CATALOGERS].map(({ name }) => name))(
  "docs/inventory.md tells of the cataloger %s",
  (name) => {
    expect(PAGE).toContain(`\`${name}\``);
  },
);

it("docs/inventory.md names every place of a database", () => {
  const folders = CATALOGERS.flatMap(({ files }) => files).map((path) =>
    path.slice(0, path.lastIndexOf("/")),
  );
  const rpm = folders.filter((folder) => folder.includes("rpm"));
  for (const folder of rpm) expect(PAGE).toContain(folder);
});
