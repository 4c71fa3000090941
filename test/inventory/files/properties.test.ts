import { assert, asyncProperty, constantFrom, oneof, property, string, uint8Array } from "fast-check";
import { describe, expect, it } from "vitest";
import { capabilityText } from "../../../src/inventory/files/capabilities.ts";
import { certificatesIn } from "../../../src/inventory/files/certificates.ts";
import { sniff, SNIFF_BYTES } from "../../../src/inventory/files/sniff.ts";
import { debStanza } from "../../support/image.ts";
import { file } from "../../support/tar.ts";
import { notableOf } from "./notable-of.ts";

const SEED = { seed: 11 };
/** Bytes, often with a beginning that something looks for. */
const heads = uint8Array({ maxLength: 200 }).chain((rest) =>
  constantFrom(
    "",
    "\u007fELF",
    "MZ",
    "\u00cf\u00fa\u00ed\u00fe",
    "\u00ca\u00fe\u00ba\u00be",
    "0\u0082\u0004\u0000\u0002\u0001",
    "\u00fe\u00ed\u00fe\u00ed\u0000\u0000\u0000\u0002",
    "-----BEGIN ",
    "\u00ef\u00bb\u00bf\n#",
    '{"service_account"',
  ).map((start) => Buffer.concat([Buffer.from(start, "latin1"), rest])),
);
const paths = oneof(string(), constantFrom("a/.npmrc", "etc/shadow", ".env", "x/.docker/config.json"));

describe("what an image can hold", () => {
  it("is sniffed, whatever it is", () => {
    assert(
      property(heads, paths, (head, path) => {
        const { format, credential } = sniff(head.subarray(0, SNIFF_BYTES), path);
        expect(format === undefined || credential === undefined).toBe(true);
      }),
      { ...SEED, numRuns: 2000 },
    );
  });

  it("has capabilities that can be told or not, and certificates or none", () => {
    assert(
      property(uint8Array({ maxLength: 30 }), heads, (attribute, head) => {
        capabilityText(attribute);
        for (const certificate of certificatesIn(head)) certificate.subject();
      }),
      { ...SEED, numRuns: 2000 },
    );
  });

  it("has lists of any bytes, of which some are paths, and what is in no list is nobody's", async () => {
    const lists = oneof(
      uint8Array({ maxLength: 300 }),
      string({
        unit: constantFrom("/", "a", "..", "\n", "usr", '"', ",", "\0", " -> ", "obj ", "F:", "R:"),
      }).map((text) => Buffer.from(text)),
    );
    await assert(
      asyncProperty(lists, async (list) => {
        const { lines } = await notableOf([
          file("var/lib/dpkg/status", debStanza("one")),
          file("var/lib/dpkg/info/one.list", list),
          file("var/lib/dpkg/diversions", list),
          file("var/lib/dpkg/status.d/two", "Package: two\nVersion: 1\nArchitecture: all\n"),
          file("var/lib/dpkg/status.d/two.md5sums", list),
          file("lib/apk/db/installed", Buffer.concat([Buffer.from("P:three\nV:1\n"), list])),
          file("var/lib/pacman/local/four-1-1/desc", "%NAME%\nfour\n\n%VERSION%\n1-1\n\n"),
          file("var/lib/pacman/local/four-1-1/files", list),
          file("var/db/pkg/x/five-1/PF", "five-1\n"),
          file("var/db/pkg/x/five-1/CONTENTS", list),
          file("lib/x.dist-info/METADATA", "Metadata-Version: 2.1\nName: x\nVersion: 1\n"),
          file("lib/x.dist-info/RECORD", list),
          file("etc/ld.so.preload", list),
          { ...file("opt/nobodys", "#!/bin/sh\n"), mode: 0o4755 },
        ]);
        expect(lines).toContain("setuid /opt/nobodys");
      }),
      { ...SEED, numRuns: 200 },
    );
  });
});
