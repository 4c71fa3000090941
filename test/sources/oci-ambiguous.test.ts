import { describe, expect, it } from "vitest";
import type { Platform } from "../../src/model/inventory.ts";
import { platformText } from "../../src/model/platform.ts";
import { anIndex, type TestImage } from "../support/layout.ts";
import { findMarks, forPlatform, HERE } from "../support/layout-found.ts";
import { PACKINGS } from "../support/layout-packing.ts";
import { file } from "../support/tar.ts";

const AMD64 = labelled("clean", "linux/amd64");

/** An image for amd64 with a mark in it. @param label what its index says: `os/architecture/variant`, or nothing */
function labelled(mark: string, label?: string, config = "amd64"): TestImage {
  const descriptor = { platform: label === undefined ? undefined : platform(label) };
  return forPlatform({ os: "linux", architecture: config }, { layers: [[file("mark", mark)]], descriptor });
}

function platform(text: string): Platform {
  const [os = "", architecture = "", variant] = text.split("/");
  return { os, architecture, ...(variant === undefined ? {} : { variant }) };
}

/** An index within an index, which says of it what it is for. */
function nested(label: string, ...images: TestImage[]): TestImage {
  const index = anIndex(images);
  return { ...index, descriptor: { ...index.descriptor, platform: platform(label) } };
}

const OTHER = ["linux/x86_64", "linux/x86-64", "linux/AMD64", "Linux/amd64", "/amd64", "linux/amd64"];

describe.each(PACKINGS)("an index in a $name", (packing) => {
  it.each<[string, TestImage[]]>([
    ...OTHER.map((label): [string, TestImage[]] => [label, [labelled("evil", label), AMD64]]),
    ["linux/amd64/v1", [labelled("evil", "linux/amd64/v1"), AMD64]],
    ["linux/amd64/foo", [labelled("evil", "linux/amd64/foo"), AMD64]],
    ["linux/amd64/v1.0", [labelled("evil", "linux/amd64/v1.0"), AMD64]],
    ["no platform", [labelled("evil"), AMD64]],
    ["no platform, and comes last", [AMD64, labelled("evil")]],
    ["no platform, and a config for another", [labelled("evil", undefined, "sparc64"), AMD64]],
    ["empty texts", [labelled("evil", "/"), AMD64]],
    ["no platform, beside another such", [labelled("evil"), labelled("clean")]],
    [
      "linux/386, beside amd64/v3 alone",
      [labelled("evil", "linux/386"), labelled("clean", "linux/amd64/v3")],
    ],
    ["linux/arm64, and inside it amd64", [nested("linux/arm64", labelled("evil", "linux/amd64")), AMD64]],
    ["linux/amd64, and inside it arm64", [nested("linux/amd64", labelled("evil", "linux/arm64"))]],
    ["linux/amd64, and inside it nothing", [nested("linux/amd64", labelled("evil")), AMD64]],
  ])("is refused whose entry says %s, since runtimes take different images of it", async (_, images) => {
    const asked = { platform: platform("linux/amd64") };
    const refusal = { code: "manifest.ambiguous", hint: expect.stringContaining("--platform all") };
    await expect(findMarks(packing, [anIndex(images)], asked)).rejects.toMatchObject(refusal);
    const { found } = await findMarks(packing, [anIndex(images)], { platform: "all" });
    expect(found.map(([, mark]) => mark)).toContain("evil");
  });

  it.each([
    ["the plain one of variants", "linux/amd64", ["linux/amd64/v4", "linux/amd64/v2", "linux/amd64"]],
    ["the variant that is asked for", "linux/amd64/v3", ["linux/amd64", "linux/amd64/v2", "linux/amd64/v3"]],
    ["one by another spelling", "linux/x86_64", ["linux/arm64", "linux/amd64"]],
    ["v8, which is plain arm64", "linux/arm64", ["linux/arm/v7", "linux/arm64/v8"]],
    ["the processor's own, not the one it can run too", "linux/amd64", ["linux/386", "linux/amd64"]],
  ])("has found %s", async (_, wanted, labels) => {
    const images = labels.map((label) => labelled(label, label));
    const { found } = await findMarks(packing, [anIndex(images)], { platform: platform(wanted) });
    expect(found).toEqual([["PATH", labels.at(-1)]]);
  });

  it("is refused where nobody asks and some engines take the processor's own variant", async () => {
    const better = { ...HERE, variant: HERE.architecture === "amd64" ? "v3" : "v9" };
    const index = anIndex([forPlatform(better), forPlatform(HERE)]);
    await expect(findMarks(packing, [index])).rejects.toMatchObject({ code: "manifest.ambiguous" });
    for (const one of [better, HERE])
      expect((await findMarks(packing, [index], { platform: one })).found).toEqual([
        ["PATH", platformText(one)],
      ]);
  });

  it("takes a nested image for what its index is said to be for", async () => {
    const inner = nested("linux/arm64", labelled("evil", undefined));
    const asked = { platform: platform("linux/amd64") };
    expect((await findMarks(packing, [anIndex([inner, AMD64])], asked)).found).toEqual([["PATH", "clean"]]);
  });

  it("takes an image for what its index says, whatever its config says, as engines do", async () => {
    const images = [labelled("other", "linux/arm64"), labelled("meant", "linux/amd64", "arm64")];
    const asked = { platform: platform("linux/amd64") };
    expect((await findMarks(packing, [anIndex(images)], asked)).found).toEqual([["PATH", "meant"]]);
  });

  it("names those that it cannot choose from, by their digests", async () => {
    const images = [labelled("evil", "linux/x86_64"), labelled("other"), AMD64];
    await expect(
      findMarks(packing, [anIndex(images)], { platform: platform("linux/amd64") }),
    ).rejects.toMatchObject({
      message: expect.stringContaining(
        images
          .map(
            ({ descriptor: { digest } }, at) =>
              `${digest} (${["linux/x86_64", "no platform", "linux/amd64"][at]})`,
          )
          .join(", "),
      ),
    });
  });
});
