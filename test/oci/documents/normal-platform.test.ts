import { expect, it } from "vitest";
import { platformText } from "../../../src/model/platform.ts";
import { normalPlatform } from "../../../src/oci/documents/normal-platform.ts";

it.each([
  ["linux/x86_64/V1", "linux/amd64"],
  ["Linux/x86-64/v3", "linux/amd64/v3"],
  ["/AMD64", "linux/amd64"],
  ["linux/i386/v1", "linux/386"],
  ["linux/aarch64/8", "linux/arm64"],
  ["linux/arm64/v9", "linux/arm64/v9"],
  ["linux/armhf", "linux/arm/v7"],
  ["linux/armel/v7", "linux/arm/v6"],
  ["linux/arm", "linux/arm/v7"],
  ["linux/arm/5", "linux/arm/v5"],
])("%s is normally spelt %s", (spelt, normal) => {
  const [os = "", architecture = "", variant] = spelt.split("/");
  const platform = { os, architecture, ...(variant === undefined ? {} : { variant }) };
  expect(platformText(normalPlatform(platform))).toBe(normal);
});
