import { expect, it } from "vitest";
import type { Platform } from "../../../src/model/inventory.ts";
import { contenders, servesMachine } from "../../../src/oci/documents/platforms.ts";

function platform(text: string): Platform {
  const [os = "", architecture = "", variant] = text.split("/");
  return { os, architecture, ...(variant === undefined ? {} : { variant }) };
}

/** Those that some runtime takes. @param has labels; nothing for an image without, `+` between those that it has twice */
function taken(wanted: string, has: readonly string[], isAsked = true): string[] {
  const images = has.map((text) => ({ text, labels: text === "" ? [] : text.split("+").map(platform) }));
  return contenders(images, platform(wanted), isAsked).map(({ text }) => text);
}

const OFFICIAL = [
  ...["amd64", "arm/v5", "arm/v6", "arm/v7", "arm64/v8", "386", "ppc64le", "riscv64", "s390x"].map(
    (one) => `linux/${one}`,
  ),
  ...Array<string>(9).fill("unknown/unknown"),
];
const LEVELS = ["linux/amd64/v4", "linux/amd64/v3", "linux/amd64/v2", "linux/amd64"];

it.each([
  ...OFFICIAL.slice(0, 9).map((one): [string, string[], string] => [one, OFFICIAL, one]),
  ...LEVELS.map((one): [string, string[], string] => [one, LEVELS, one]),
  ["linux/arm", OFFICIAL, "linux/arm/v7"],
  ["linux/arm64", OFFICIAL, "linux/arm64/v8"],
  ["linux/arm/v6", ["linux/arm/v5", "linux/arm/v7"], "linux/arm/v5"],
  ["linux/arm/v7", ["linux/arm/v5", "linux/arm/v6", "linux/arm/v8"], "linux/arm/v6"],
  ["linux/arm64", ["linux/arm64/v9", "linux/aarch64", "linux/arm/v7"], "linux/aarch64"],
  ["linux/arm64/v9", ["linux/arm64/v8.1", "linux/arm64/v8.2"], "linux/arm64/v8.2"],
  ["linux/ppc64le/power9", ["linux/ppc64le/power8", "linux/ppc64le/power9"], "linux/ppc64le/power9"],
  ["linux/amd64", ["linux/arm64", "linux/amd64/v3"], "linux/amd64/v3"],
  ["linux/amd64", ["linux/arm64", ""], ""],
  ["linux/amd64", ["linux/arm64+linux/arm64/v8", "linux/amd64+linux/x86_64"], "linux/amd64+linux/x86_64"],
])("for %s, of %j every runtime takes %s", (wanted, has, expected) => {
  expect(taken(wanted, has)).toEqual([expected]);
});

it.each([
  ["linux/amd64", ["linux/x86_64", "linux/amd64", "linux/arm64"], [0, 1]],
  ["linux/amd64", ["linux/amd64", "linux/amd64/V1"], [0, 1]],
  ["linux/amd64", ["linux/amd64/foo", "linux/amd64", "linux/amd64/v0", "linux/amd64/v1.0"], [0, 1, 2, 3]],
  ["linux/amd64", ["linux/arm64", "", "linux/amd64"], [1, 2]],
  ["linux/amd64", ["linux/arm64+linux/amd64", "linux/amd64"], [0, 1]],
  ["linux/amd64", ["linux/386", "linux/amd64/v3", "linux/amd64/v2"], [0, 1, 2]],
  ["linux/amd64/v3", ["linux/amd64/v2", "linux/amd64"], [0, 1]],
  ["linux/arm64", ["linux/arm/v7", "linux/arm64/v9"], [0, 1]],
  ["linux/arm/v7", ["linux/arm", "linux/arm/v6"], [0, 1]],
  ["linux/arm", ["linux/arm", "linux/armhf"], [0, 1]],
  ["linux/ppc64le", ["linux/ppc64le/power9", "linux/ppc64le"], [0, 1]],
  ["linux/amd64", ["windows/amd64", "unknown/unknown", "linux/s390x", "linux/"], []],
])("for %s, of %j runtimes take one of %j", (wanted, has, expected) => {
  expect(taken(wanted, has)).toEqual(expected.map((at) => has[at]));
});

it.each([
  ["linux/amd64", OFFICIAL, ["linux/amd64"]],
  ["linux/arm64", OFFICIAL, ["linux/arm64/v8"]],
  ["linux/arm", OFFICIAL, ["linux/arm/v7"]],
  // Docker takes the best that the processor can run, containerd and Podman the plain one.
  ["linux/amd64", LEVELS, LEVELS],
  ["linux/arm64", ["linux/arm64", "linux/arm64/v9"], ["linux/arm64", "linux/arm64/v9"]],
  ["linux/amd64", ["linux/arm64", "linux/amd64/v3"], ["linux/amd64/v3"]],
])("on a machine of %s, where nobody asks, of %j runtimes take one of %j", (machine, has, expected) => {
  expect(taken(machine, has, false)).toEqual(expected);
});

it("tells an image for another processor from one that runs there too", () => {
  const wanted = platform("linux/amd64");
  expect(servesMachine(platform("linux/x86_64"), wanted)).toBe(true);
  expect(servesMachine(platform("linux/386"), wanted)).toBe(false);
});
