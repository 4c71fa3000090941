import { expect, it } from "vitest";
import type { Platform } from "../../src/model/inventory.ts";
import { platformFit } from "../../src/oci/platforms.ts";

function platform(text: string): Platform {
  const [os = "", architecture = "", variant] = text.split("/");
  return { os, architecture, ...(variant === undefined ? {} : { variant }) };
}

/** Those that fit, the best first. */
function fitting(wanted: string, ...has: string[]): string[] {
  const fits = has.map((text) => ({ text, fit: platformFit(platform(text), platform(wanted)) }));
  return fits
    .filter(({ fit }) => fit !== undefined)
    .toSorted((a, b) => (b.fit ?? 0) - (a.fit ?? 0))
    .map(({ text }) => text);
}

const ARMS = ["linux/arm/v5", "linux/arm/v6", "linux/arm/v7", "linux/arm/v8", "linux/arm64/v8"];

it.each([
  ["linux/arm/v6", ARMS, ["linux/arm/v6", "linux/arm/v5"]],
  ["linux/arm/v7", ARMS, ["linux/arm/v7", "linux/arm/v6", "linux/arm/v5"]],
  ["linux/arm", ARMS, ["linux/arm/v7", "linux/arm/v6", "linux/arm/v5", "linux/arm/v8"]],
  ["linux/arm/v6", ["linux/arm", "linux/arm/v5"], ["linux/arm/v5", "linux/arm"]],
  ["linux/arm64", ["linux/arm64", "linux/arm/v7"], ["linux/arm64"]],
  ["linux/arm64", ["linux/arm64/v9", "linux/arm64/v8"], ["linux/arm64/v8", "linux/arm64/v9"]],
  ["linux/arm64/v8", ["linux/arm64", "linux/arm64/v9"], ["linux/arm64"]],
  ["linux/arm64/v9", ["linux/arm64", "linux/arm64/v8.2"], ["linux/arm64/v8.2", "linux/arm64"]],
  ["linux/amd64", ["linux/amd64/v3", "linux/amd64", "linux/386"], ["linux/amd64", "linux/amd64/v3"]],
  ["linux/amd64/v2", ["linux/amd64", "linux/amd64/v2", "linux/amd64/v3"], ["linux/amd64/v2", "linux/amd64"]],
  [
    "linux/ppc64le/power9",
    ["linux/ppc64le/power8", "linux/ppc64le/power9", "linux/ppc64le"],
    ["linux/ppc64le/power9", "linux/ppc64le"],
  ],
  ["linux/amd64", ["windows/amd64", "unknown/unknown", "linux/s390x"], []],
])("for %s, of %s fit %s", (wanted, has, expected) => {
  expect(fitting(wanted, ...has)).toEqual(expected);
});
