import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FileCataloger } from "../../../src/catalogers/cataloger.ts";
import { javaArchive, mavenDescriptor } from "../../../src/catalogers/java/java.ts";
import { dotnetDependencies, nugetFolder } from "../../../src/catalogers/languages/dotnet.ts";
import { erlang } from "../../../src/catalogers/languages/erlang.ts";
import { lua } from "../../../src/catalogers/languages/lua.ts";
import { pear } from "../../../src/catalogers/languages/pear.ts";
import { composer } from "../../../src/catalogers/languages/php.ts";
import { r } from "../../../src/catalogers/languages/r.ts";
import { wordpress, wordpressPlugins } from "../../../src/catalogers/languages/wordpress.ts";
import { memoryContent } from "../../../src/model/content.ts";
import { makeZip } from "../../support/zip.ts";

const seed = 20260901;

/** One valid file of each kind, where it would lie. */
const RECORDS: readonly (readonly [FileCataloger, path: string, content: string | Buffer])[] = [
  [
    composer,
    "/vendor/composer/installed.json",
    '{"packages":[{"name":"a/b","version":"1.0","license":["MIT"]}]}',
  ],
  [pear, "/.registry/b.reg", 'a:2:{s:4:"name";s:1:"B";s:7:"version";a:1:{s:7:"release";s:3:"1.0";}}'],
  [
    dotnetDependencies,
    "/app/b.deps.json",
    '{"targets":{"x":{"B/1.0":{"runtime":{}}}},"libraries":{"B/1.0":{"type":"package"}}}',
  ],
  [
    nugetFolder,
    "/.nuget/packages/b/1.0/b.nuspec",
    "<package><!-- --><metadata><id>B</id><version><![CDATA[1.0]]></version></metadata></package>",
  ],
  [r, "/usr/lib/R/library/b/DESCRIPTION", "Package: b\nVersion: 1.0\nLicense: MIT\nBuilt: R 4\n"],
  [erlang, "/lib/b/ebin/b.app", '{application,b,[{vsn,"1.0"},{modules,[b]}]}.\n'],
  [lua, "/rocks-5.1/b/1.0-1/b-1.0-1.rockspec", 'package = "b"\nlicense = "MIT"\n'],
  [wordpressPlugins, "/wp-content/plugins/b/b.php", "<?php\n/*\nPlugin Name: B\nVersion: 1.0\n*/\n"],
  [wordpress, "/wp-includes/version.php", "<?php\n$wp_version = '1.0';\n"],
  [mavenDescriptor, "/META-INF/maven/a/b/pom.properties", "groupId=a\nartifactId=b\nversion=1.0\n"],
  [
    javaArchive,
    "/lib/b-1.0.jar",
    makeZip([
      { name: "META-INF/MANIFEST.MF", bytes: "Manifest-Version: 1.0\r\nImplementation-Version: 1.0\r\n\r\n" },
      {
        name: "META-INF/maven/a/b/pom.xml",
        bytes: "<project><parent><version>1.0</version></parent></project>",
      },
      { name: "lib/c-2.0.jar", bytes: makeZip([{ name: "x", bytes: "" }]), stored: true },
    ]),
  ],
];

describe.each(
  RECORDS.map(([cataloger, path, content]) => ({ name: cataloger.name, cataloger, path, content })),
)("$name", ({ cataloger, path, content }) => {
  const whole = Buffer.from(content);

  it("finds the package in the file as it is", async () => {
    const { packages, problems } = await look(cataloger, path, whole);
    expect(packages[0]?.version).toMatch(/^1\.0/);
    expect(problems).toEqual([]);
  });

  it("answers in its own terms, however the file is damaged", async () => {
    const flips = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 })), {
      maxLength: 6,
    });
    const damaged = fc.tuple(flips, fc.nat(whole.length)).map(([places, length]) => {
      const bytes = Buffer.from(whole);
      for (const [at, bits] of places) bytes[at] = (bytes[at] ?? 0) ^ bits;
      return bytes.subarray(0, length);
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(damaged, fc.uint8Array({ maxLength: 500 })), async (bytes) => {
        const { packages, problems } = await look(cataloger, path, bytes);
        for (const { name, version } of packages)
          expect([name === "", typeof version]).toEqual([false, "string"]);
        for (const { code, reason } of problems)
          expect([code === "", reason.endsWith(".")]).toEqual([false, true]);
      }),
      { seed, numRuns: 300 },
    );
  });

  it.each(["[", '{"a":', "a:1:{i:0;", "<a>", "{[", "(", '"', "%", " ", "\n", "\\"])(
    "does not run for long over a file full of %j",
    async (piece) => {
      const started = performance.now();
      for (const begin of ["", whole]) {
        const bytes = Buffer.concat([Buffer.from(begin), Buffer.from(piece.repeat(500_000))]);
        await look(cataloger, path, bytes);
      }
      expect(performance.now() - started).toBeLessThan(3000);
    },
  );
});

async function look(
  cataloger: FileCataloger,
  path: string,
  bytes: Uint8Array,
): ReturnType<typeof javaArchive.inspect> {
  if ("parse" in cataloger) return cataloger.parse({ path, bytes });
  return cataloger.inspect({ path, mode: 0o644, content: memoryContent(bytes) });
}
