import { expect, it } from "vitest";
import { FORMATS } from "../../../src/policy/settings/formats.ts";

async function problem(name: string, text: string): Promise<string | undefined> {
  const format = FORMATS.get(name);
  if (format === undefined) throw new Error(`There is no format ${name}.`);
  return (await format.load())(text);
}

it.each([
  ["version-range", ["< 3.0.11", ">= 1.2, < 2 || = 1.5", "1:2.0~rc1", "1.2_rc1"]],
  ["re2", ["^https://", "(?i)a", "(?P<n>x)", String.raw`\pZ`]],
  ["purl", ["pkg:deb/debian/openssl@1:3.0", "pkg:npm/%40babel/core"]],
  ["package-name", ["libssl3", "@babel/core", "org.yaml:snakeyaml", "lib*"]],
  ["package-type", ["deb", "npm"]],
  ["date", ["2026-01-31", "2024-02-29", "0099-01-01"]],
  ["date-time", ["2026-01-31", "2026-01-31T12:00:00Z", "2026-01-31T12:00:00.5+05:30"]],
  ["duration", ["36h", "1h30m", "1.5h", "0s", "250ms", "90d", "1y2w"]],
  ["image-reference", ["debian", "ghcr.io/acme/app:1.0", `debian@sha256:${"ab".repeat(32)}`]],
  ["glob", ["*.md", "/srv/**", "[a-z]?", "{a,b}", String.raw`\*`]],
])("%s takes %j", async (name, texts) => {
  for (const text of texts) expect(await problem(name, text), text).toBeUndefined();
});

it.each([
  ["version-range", "< ", "no version follows"],
  ["version-range", "~> 3", '"~>" is not one of'],
  ["version-range", "< ∞", "no version to any package manager"],
  ["re2", "(?=x)", "neither looks around"],
  ["purl", "openssl", "pkg:deb/debian/openssl"],
  ["purl", "pkg:nmp/lodash", "did you mean"],
  ["package-name", "pkg:deb/debian/curl", "{ purl: "],
  ["package-name", "telnet:amd64", "letters, digits"],
  ["package-type", "nmp", 'did you mean "npm"?'],
  ["date", "2026-02-29", "day of the calendar"],
  ["date", "2026-1-1", "2026-01-31"],
  ["date", "2026-01-31T00:00:00Z", "day of the calendar"],
  ["date-time", "2026-01-31T12:00:00", "time zone"],
  ["date-time", "2026-01-31T25:00:00Z", "time zone"],
  ["duration", "90", "units"],
  ["duration", "300y", "292 years"],
  ["duration", "-1h", "negative"],
  ["image-reference", "Debian", "lower case"],
  ["image-reference", "ab".repeat(32), "engine's own ID"],
  ["glob", "[a-z", "unexpected end"],
  ["glob", "{a", "unclosed"],
  ["glob", "", "empty"],
])("%s refuses %j, and says why", async (name, text, why) => {
  expect(await problem(name, text)).toContain(why);
});
