import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { isRecord } from "../../../src/json.ts";
import { findSystem } from "../../../src/inventory/system/os.ts";
import { FIXTURES, fixturesAreAbsent } from "../../support/fixtures.ts";
import { outcomes } from "../../support/outcomes.ts";
import { imageOf } from "../../support/image.ts";
import { file } from "../../support/tar.ts";

interface Case {
  readonly dir?: string;
  readonly input?: { readonly inputFile?: string };
  readonly want?: unknown;
}

/** Where a file of that name lies in an image. */
function placeOf(name: string): string {
  return /(?:-release|_version)$/.test(name) && !name.startsWith("opensuse")
    ? `etc/${path.basename(name)}`
    : "etc/os-release";
}

/** What another reader's tests say of release files: the version, by the file's path. */
function truths(): [shown: string, source: string, version: string][] {
  const { cases } = JSON.parse(readFileSync(path.join(FIXTURES, "truth/trivy.json"), "utf8")) as {
    cases: Case[];
  };
  const found = cases.flatMap(({ dir = "", input, want }): [string, string, string][] => {
    const version = isRecord(want) && isRecord(want["OS"]) ? want["OS"]["Name"] : undefined;
    const source = path.join(FIXTURES, "os-release/aquasecurity+trivy", dir, input?.inputFile ?? "");
    if (typeof version !== "string" || input?.inputFile === undefined) return [];
    return [[input.inputFile.replace("testdata/", ""), source, version]];
  });
  return [...new Map(found.map((row) => [row[1], row])).values()];
}

describe.skipIf(fixturesAreAbsent !== "")(`other people's release files ${fixturesAreAbsent}`, () => {
  const tell = outcomes("release files: the system that they name, or why none");
  const all = fixturesAreAbsent === "" ? truths() : [];

  it.each(all)("%s says what system it is", async (shown, source, version) => {
    const place = placeOf(shown);
    const { os, gaps } = await findSystem(
      (await imageOf([[file(place, readFileSync(source, "latin1"))]])).files,
    );
    tell(shown, [os?.id, os?.versionId ?? "without a version", os?.endOfLife].filter(Boolean).join(" "));
    expect(gaps).toEqual([]);
    // Debian's testing has no version, only a name; the other reader takes that for one.
    expect(os?.versionId ?? "buster/sid").toBe(version);
  });

  it("was looked at in full", () => expect(all.length).toBeGreaterThan(30));

  it.each(["no-id", "unknown", "no-version"])("%s is what it is, and no more", async (name) => {
    const folder = path.join(
      FIXTURES,
      "os-release/aquasecurity+trivy/pkg/fanal/analyzer/os/release/testdata",
    );
    const text = readFileSync(path.join(folder, name), "latin1");
    const { os, gaps } = await findSystem((await imageOf([[file("etc/os-release", text)]])).files);
    tell(name, gaps[0]?.reason ?? String(os?.id));
    expect(os === undefined).toBe(name === "no-id");
    expect(gaps.map(({ code }) => code)).toEqual(name === "no-id" ? ["os.unreadable"] : []);
  });
});
