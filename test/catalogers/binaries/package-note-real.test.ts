import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { programs } from "../../../src/catalogers/binaries/programs.ts";
import { memoryContent } from "../../../src/model/content.ts";
import { installed } from "../../support/installed.ts";

/** A library and a program with the note that ld writes, and what readelf finds in them. */
const SCRIPT = `
note='{"type":"deb","os":"debian","name":"hello","version":"1:2.10-3+b1","architecture":"amd64"}'
printf 'int hello(void) { return 7; }\\nint main(void) { return hello(); }\\n' > hello.c
gcc -o program -Xlinker --package-metadata="$note" hello.c
gcc -shared -fPIC -o library.so -Xlinker --package-metadata="$note" hello.c
gcc -o silent hello.c
strip program library.so
LC_ALL=C readelf -n program > notes
`;

const { folder, absent } = await installed(["gcc", "strip", "readelf"], SCRIPT);

async function inspect(name: string) {
  const content = memoryContent(await readFile(path.join(folder, name)));
  return programs.inspect({ path: `/usr/lib/${name}`, mode: 0o755, content });
}

describe.skipIf(absent !== "")(`the package that ld was told of ${absent}`, () => {
  test.each(["program", "library.so"])("is found in a stripped %s as readelf finds it", async (name) => {
    expect(await readFile(path.join(folder, "notes"), "utf8")).toMatch(/FDO.*0xcafe1a7e|Packaging Metadata/s);
    const hello = {
      type: "deb",
      name: "hello",
      version: "2.10-3+b1",
      epoch: 1,
      arch: "amd64",
      source: { name: "hello", version: "1:2.10-3+b1" },
      evidence: "binary",
    };
    expect(await inspect(name)).toEqual({ packages: [hello], problems: [] });
  });

  test("is nothing where it was told nothing", async () => {
    expect(await inspect("silent")).toEqual({ packages: [], problems: [] });
  });
});
