import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import * as fc from "fast-check";
import { expect, it, vi } from "vitest";
import { LumogateError } from "../../src/model/error.ts";
import { mergeBudget, mergeLayer } from "../../src/oci/merge.ts";
import { newDirectory } from "../../src/oci/tree.ts";
import { describeEngine } from "../support/engine.ts";
import { exportOf, leaveOutWhatEnginesAdd } from "../support/exported.ts";
import { dockerArchive, layerTree } from "../support/image.ts";
import { type Shown, shownTree } from "../support/shown.ts";
import { directory, file, hardlink, symlink, tar, type TarMember } from "../support/tar.ts";

vi.setConfig({ testTimeout: 300_000 });

/** Few names, so that entries of one layer meet those of another. */
const anyPath = fc
  .array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join("/"));
/** As an engine makes a directory that no entry is about: so the two are not told apart. */
const asMade = (name: string): TarMember => ({ ...directory(name), mode: 0o755 });
const anyEntry = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(anyPath, fc.nat(9)).map(([name, size]) => file(name, "x".repeat(size))) },
  { weight: 3, arbitrary: anyPath.map(asMade) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(anyPath, fc.constantFrom("", "/", "../"), anyPath)
      .map(([name, start, target]) => symlink(name, `${start}${target}`)),
  },
  { weight: 1, arbitrary: anyPath.map((name) => hardlink(name, "")) },
  { weight: 2, arbitrary: anyPath.map((name) => file(name.replace(/[^/]+$/, ".wh.$&"))) },
  { weight: 1, arbitrary: anyPath.map((name) => file(`${name}/.wh..wh..opq`)) },
);
const anyLayer = fc
  .uniqueArray(anyEntry, { minLength: 1, maxLength: 8, selector: ({ name }) => name })
  .map(loadable);
/** The lowest layer has nothing to remove; containerd, which has no overlay there, would remove the layer's own. */
const anyImage = fc
  .tuple(
    anyLayer.map((entries) => entries.filter((entry) => !isMark(entry))),
    fc.array(anyLayer, { minLength: 1, maxLength: 3 }),
  )
  .map(([lowest, others]) => [lowest, ...others]);

function isMark({ name }: TarMember): boolean {
  return name.includes(".wh.");
}

function isBelow(name: string, { name: parent, type }: TarMember): boolean {
  return type !== "5" && name.startsWith(`${parent}/`);
}

/**
 * What an engine could load of it: whiteouts first, as the specification advises; nothing below what is no directory, and
 * hard links to what is there.
 */
function loadable(entries: readonly TarMember[]): TarMember[] {
  const kept: TarMember[] = entries.filter(isMark);
  for (const entry of entries.filter((one) => !isMark(one))) {
    if (kept.some((other) => isBelow(entry.name, other) || isBelow(other.name, entry))) continue;
    const target = kept.findLast((one) => one.type === undefined && !isMark(one));
    if (entry.type !== "1") kept.push(entry);
    else if (target !== undefined) kept.push(hardlink(entry.name, target.name));
  }
  return kept;
}

describeEngine("the merged tree of layers that nobody thought of", (engine) => {
  it("is what the engine exports, of each image that it loads and we read", async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "lumogate-random-"));
    let compared = 0;
    try {
      for (const layers of fc.sample(anyImage, { seed: 20261121, numRuns: 50 })) {
        const found = await treeOf(layers);
        if (found === undefined) continue;
        const tag = engine.tag("random");
        const archive = dockerArchive({ layers, manifest: { RepoTags: [tag] } });
        const isLoaded = await engine.docker(["load"], archive).then(
          () => true,
          () => false,
        );
        if (!isLoaded) continue;
        const expected = await exportOf(engine, tag, folder);
        leaveOutWhatEnginesAdd(found, expected);
        expect({ layers, tree: Object.fromEntries(found) }).toEqual({
          layers,
          tree: Object.fromEntries(expected),
        });
        compared += 1;
      }
    } finally {
      await rm(folder, { recursive: true });
    }
    // Engines refuse many, and we do.
    expect(compared).toBeGreaterThan(20);
  });
});

/** Undefined where we refuse the image. */
async function treeOf(layers: readonly TarMember[][]): Promise<Shown | undefined> {
  try {
    let root = newDirectory();
    for (const members of layers) root = mergeLayer(root, await layerTree(tar(members)), mergeBudget());
    return shownTree(root);
  } catch (error) {
    if (error instanceof LumogateError) return undefined;
    throw error;
  }
}
