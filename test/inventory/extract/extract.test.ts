import { describe, expect, it } from "vitest";
import type { FileCataloger } from "../../../src/catalogers/cataloger.ts";
import { everythingExtracted, extractorFor } from "../../../src/inventory/extract/extract.ts";
import type { Content } from "../../../src/model/content.ts";
import { aPackage, factsOf, looker, record, seen } from "./extracting.ts";

describe("of a file, there is extracted", () => {
  it("what each cataloger finds that asks for it by its path and its first bytes", async () => {
    const zip = Buffer.from("PK\u0003\u0004");
    const catalogers = [
      record({ name: "by name", globs: ["**/*.jar"] }),
      record({ name: "other name", globs: ["**/*.war"] }),
      record({ name: "magic", globs: ["**"], magics: [Buffer.from("CAFE"), zip] }),
      record({ name: "other magic", globs: ["**"], magics: [Buffer.from("CAFE")] }),
    ];
    const facts = await factsOf(catalogers, seen("app/a.jar", "PK\u0003\u0004rest"));
    expect(facts).toEqual({
      found: [
        { by: "by name", packages: [aPackage], problems: [] },
        { by: "magic", packages: [aPackage], problems: [] },
      ],
    });
  });

  it("its format and the credential in it, which its first bytes tell", async () => {
    expect(await factsOf([], seen("usr/bin/x", "#!/bin/sh\n"))).toEqual({ format: "script" });
    expect(await factsOf([], seen("k", "-----BEGIN RSA PRIVATE KEY-----\nMIIE"))).toHaveProperty(
      "credential",
    );
  });

  it("nothing where nobody finds anything, and it is not claimed where nobody asks for it", async () => {
    const finder = record({ parse: () => ({ packages: [], problems: [] }) });
    expect(await factsOf([finder], seen("package.json"))).toBeUndefined();
    const extractor = everythingExtracted([
      finder,
      record({ globs: ["**"], magics: [Buffer.from("longer")] }),
    ]);
    expect(extractor.claims(seen("package.yaml", "long")[0])).toBe(false);
    expect(extractor.claims(seen("empty", "")[0])).toBe(false);
  });

  it("with its path as people read it, its mode, and all of its bytes", async () => {
    const file = seen("caf\u00c3\u00a9/package.json", "1234567", 2);
    const asked: unknown[] = [];
    await factsOf(
      [
        record({
          parse: (given) => {
            asked.push([given.path, Buffer.from(given.bytes).toString()]);
            return { packages: [], problems: [] };
          },
        }),
        looker(
          ({ path, mode }) => {
            asked.push([path, mode]);
            return Promise.resolve({ packages: [], problems: [] });
          },
          { globs: ["**/package.json"] },
        ),
      ],
      file,
    );
    expect(asked).toEqual([
      ["/caf\u00e9/package.json", "1234567"],
      ["/caf\u00e9/package.json", 0o644],
    ]);
  });
});

describe("that a content cannot be had", () => {
  it.each<[string, Partial<Content>, FileCataloger]>([
    [
      "at once",
      { read: () => Promise.reject(new Error("the engine is gone")) },
      record({ globs: ["**/*.jar"] }),
    ],
    [
      "on the way, whatever the cataloger makes of it",
      {
        // oxlint-disable-next-line require-await, require-yield -- one that fails
        async *chunks() {
          throw new Error("the engine is gone");
        },
      },
      looker(async ({ content }) => {
        try {
          for await (const _ of content.chunks()) continue;
        } catch {
          // Taken for a damaged file.
        }
        return { packages: [], problems: [] };
      }),
    ],
  ])("%s is no problem of the file's but an error", async (_what, broken, cataloger) => {
    const [file, content] = seen("a.jar");
    const extractor = everythingExtracted([cataloger]);
    await expect(extractor.extract(file, { ...content, ...broken })).rejects.toThrow("the engine is gone");
  });
});

describe("for scope os", () => {
  it("no file is claimed, and the databases are wanted", () => {
    const os = extractorFor("os");
    expect(os.headBytes).toBe(0);
    expect(os.claims(seen("package.json")[0])).toBe(false);
    expect(os.wanted("var/lib/dpkg/status")).toBe(true);
    expect(os.version).not.toBe(extractorFor("all").version);
  });
});
