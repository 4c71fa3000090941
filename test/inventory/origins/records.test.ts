import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apk } from "../../../src/catalogers/systems/apk.ts";
import type { Cataloger } from "../../../src/catalogers/cataloger.ts";
import { dpkg } from "../../../src/catalogers/systems/dpkg.ts";
import { type DatabaseState, DatabaseStates } from "../../../src/inventory/origins/database-states.ts";
import { apkStanza, debStanza, imageOf } from "../../support/image.ts";
import { file } from "../../support/tar.ts";

/** What a cataloger has to say of each of these contents of its database, the first being the whole image's. */
async function statesOf(cataloger: Cataloger, contents: readonly string[]): Promise<DatabaseState[]> {
  const databases = new DatabaseStates([cataloger]);
  const path = cataloger.files[0]?.slice(1) ?? "";
  const states: DatabaseState[] = [];
  for (const content of contents) {
    const { files } = await imageOf([[file(path, content)]]);
    states.push(await databases.descend(files));
  }
  return states;
}

function told(states: readonly DatabaseState[], names: readonly string[]): unknown {
  return states.map(({ damage, hasPackage }) => ({
    // A package that is there twice hides none; only the whole can tell that it is.
    damage: [...damage].filter(([, { reason }]) => !reason.endsWith("is here a second time.")),
    packages: names.filter((key) => hasPackage(key)),
  }));
}

const names = fc.constantFrom("a", "b", "c", "libssl3");
const versions = fc.constantFrom("1.0-1", "2.0-1", "1:1.0-1", "x:y");
const odd = fc.constantFrom(
  "\n",
  "\n\n\n",
  " \n",
  "junk\n\n",
  "P:a\n",
  "Package: a\n",
  "\r\n",
  "\0",
  "C:x\nP:b\nV:1\n\n",
);

describe.each<[string, Cataloger, (name: string, version: string) => string, string]>([
  ["dpkg", dpkg, debStanza, "amd64"],
  ["apk", apk, apkStanza, "x86_64"],
])("parts of a database of %s", (_name, cataloger, stanza, arch) => {
  const part = fc.oneof(
    { weight: 5, arbitrary: fc.tuple(names, versions).map(([name, version]) => stanza(name, version)) },
    odd,
  );
  const database = fc
    .tuple(fc.array(part, { maxLength: 6 }), fc.nat(12))
    .map(([parts, cut]) => parts.join("").slice(0, cut === 0 ? -3 : undefined));
  const keys = ["a", "b", "c", "libssl3"].flatMap((name) =>
    [
      ["", "1.0-1"],
      ["", "2.0-1"],
      ["1", "1.0-1"],
      ["", "1:1.0-1"],
      ["", "x:y"],
      ["", "1"],
    ].map(([epoch, version]) => [cataloger.type, name, epoch, version, arch].join("\n")),
  );

  it("say together what the whole says, whatever the parts are and the states were", async () => {
    const whole: Cataloger = { ...cataloger, hasBlankLines: false };
    const property = fc.asyncProperty(
      fc.array(database, { minLength: 1, maxLength: 4 }),
      async (contents) => {
        const byParts = told(await statesOf(cataloger, contents), keys);
        expect(byParts).toEqual(told(await statesOf(whole, contents), keys));
      },
    );
    await fc.assert(property, { seed: 20260101, numRuns: 150 });
  });

  it("are parsed once, as long as they stay the same", async () => {
    const parsed: string[] = [];
    const watched: Cataloger = {
      ...cataloger,
      parse: (found) => {
        parsed.push(Buffer.from(found.bytes).toString());
        return cataloger.parse(found);
      },
    };
    const [a, b, c] = [stanza("a", "1.0-1"), stanza("b", "1.0-1"), stanza("c", "1.0-1")];
    await statesOf(watched, [a + b + c, a + b + c, a + c, c + b]);
    expect(parsed).toEqual([a, b, c, b]);
  });
});
