import { expect, test } from "vitest";
import { judgeTarget } from "../src/judge.ts";
import type { Rules } from "../src/prepare-rules.ts";
import { archiveFile, CONTEXT } from "./support/archive.ts";
import { dockerArchive } from "./support/image.ts";
import { file, symlink } from "./support/tar.ts";

const STATUS = "Package: bash\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n";
const PURL = "pkg:deb/debian/bash@1?arch=amd64";

/** A rule that finds bash, and does not ask who brought it. */
const RULES = {
  config: { acceptedGaps: [] },
  policy: {
    rules: [],
    needs: { origins: "no", base: "no", changes: "no", signatures: "no" },
    judge: () => Promise.resolve([{ rule: "a", severity: "error", message: "bash", subject: PURL }]),
  },
  terms: { waivers: [], effectiveTime: new Date(0), proposedUntil: "1970-04-01" },
} as unknown as Rules;

test("what keeps an origin from being told is among the image's gaps, also where only a finding asked for it", async () => {
  const path = "var/lib/dpkg/status";
  const layers = [[file(path, STATUS)], [symlink(path, path)], [file(path, STATUS)]];
  await using archive = await archiveFile(dockerArchive({ layers }));
  const request = { source: CONTEXT, changes: false, scope: "all", failOn: "error", explain: [] } as const;
  const [judged] = await judgeTarget(`docker-archive:${archive.path}`, RULES, request);
  const codes = judged?.image.inventory?.gaps.map(({ code }) => code);
  expect(codes).toContain("origins.unreadable");
  expect(judged?.image.gaps.map(({ code }) => code)).toEqual(codes);
});
