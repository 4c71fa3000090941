import { describe, expect, it } from "vitest";
import { rpmManifest } from "../../../src/catalogers/rpm/manifest.ts";
import { takeInventory } from "../../../src/inventory/take.ts";
import { imageOf } from "../../support/image.ts";
import { file } from "../../support/tar.ts";

const LINES = [
  "mariner-release\t2.0-12.cm2\t1653816591\t1653753130\tMicrosoft Corporation\t(none)\t580\tnoarch\t0\tmariner-release-2.0-12.cm2.src.rpm",
  "ca-certificates-base\t3.0.0-8.azl3\t1748892790\t1735838940\tMicrosoft Corporation\t(none)\t130628\tnoarch\t1\tca-certificates-3.0.0-8.azl3.src.rpm",
  "gpg-pubkey\t3135ce90-5e6fda74\t1\t1\t(none)\t(none)\t0\t(none)\t0\t(none)",
];

const SHORT = [
  "mariner-release-2.0-12.cm2.noarch",
  "ca-certificates-base-3.0.0-8.azl3.noarch",
  "gpg-pubkey-3135ce90-5e6fda74",
];

function read(text: string, name = "container-manifest-2") {
  return rpmManifest.parse({ path: `/var/lib/rpmmanifest/${name}`, bytes: Buffer.from(text) });
}

describe("the manifest of an image without rpm", () => {
  it("has a package on each line, also on a last one that does not end", () => {
    const { packages, problems } = read(LINES.join("\n"));
    expect(packages).toEqual([
      {
        name: "mariner-release",
        version: "2.0-12.cm2",
        arch: "noarch",
        source: { name: "mariner-release", version: "2.0-12.cm2" },
        vendor: "Microsoft Corporation",
        size: 580,
      },
      {
        name: "ca-certificates-base",
        version: "3.0.0-8.azl3",
        epoch: 1,
        arch: "noarch",
        source: { name: "ca-certificates", version: "3.0.0-8.azl3" },
        vendor: "Microsoft Corporation",
        size: 130_628,
      },
      { name: "gpg-pubkey", version: "3135ce90-5e6fda74", size: 0 },
    ]);
    expect(problems).toEqual([]);
  });

  it.each([
    ["too few fields", "filesystem\t1.1-7.cm1\t1653164283\t1599428094\n", "malformed"],
    ["too many", `${LINES[0]}\tmore\n`, "malformed"],
    ["an epoch that is no number", `${LINES[0]?.replace("\t0\t", "\tx\t")}\n`, "malformed"],
    ["an end within a line", LINES[0]?.slice(0, 60) ?? "", "truncated"],
  ])("says so where a line has %s, and keeps the others", (_what, line, code) => {
    const { packages, problems } = read(`${LINES[1]}\n${line}`);
    expect(packages.map(({ name }) => name)).toEqual(["ca-certificates-base"]);
    expect(problems.map((problem) => problem.code)).toEqual([code]);
  });

  it("in its short form has names only", () => {
    const { packages, problems } = read(SHORT.join("\n"), "container-manifest-1");
    expect(packages).toEqual([
      { name: "mariner-release", version: "2.0-12.cm2", arch: "noarch" },
      { name: "ca-certificates-base", version: "3.0.0-8.azl3", arch: "noarch" },
      { name: "gpg-pubkey", version: "3135ce90-5e6fda74" },
    ]);
    expect(problems).toEqual([]);
    expect(read("one\n-1-2.x86_64\n", "container-manifest-1").problems).toHaveLength(2);
  });

  it("is read once where both forms are there: only the long one tells epochs", async () => {
    const folder = "var/lib/rpmmanifest/container-manifest";
    const both = [file(`${folder}-1`, SHORT.join("\n")), file(`${folder}-2`, LINES.join("\n"))];
    const release = file("etc/os-release", "ID=mariner\nVERSION_ID=2.0\n");
    const { packages, gaps } = await takeInventory(await imageOf([[release, ...both]]), "os");
    expect(packages.map(({ name, epoch }) => [name, epoch])).toEqual([
      ["ca-certificates-base", 1],
      ["gpg-pubkey", undefined],
      ["mariner-release", undefined],
    ]);
    expect(gaps.filter(({ affects }) => affects.includes("packages"))).toEqual([]);
    const short = await takeInventory(await imageOf([[release, ...both.slice(0, 1)]]), "os");
    expect(short.packages).toHaveLength(3);
  });
});
