import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { beforeAll, expect, it, vi } from "vitest";
import type { Blob } from "../../src/oci/blob.ts";
import { mergeBudget, mergeLayer } from "../../src/oci/merge.ts";
import { scanArchive } from "../../src/oci/read-archive.ts";
import { readLayers } from "../../src/oci/read-layers.ts";
import { newDirectory } from "../../src/oci/tree.ts";
import { storedFile } from "../../src/sources/stored-file.ts";
import { exportOf, leaveOutWhatEnginesAdd } from "../support/exported.ts";
import { EXPORT_IMAGES } from "../support/export-images.ts";
import { archiveFile } from "../support/archive.ts";
import { extractor } from "../support/extractor.ts";
import { describeEngine } from "../support/engine.ts";
import { dockerArchive } from "../support/image.ts";
import { debianIsAbsent, debianRootfs } from "../support/rootfs.ts";
import { type Shown, shownTree } from "../support/shown.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

describeEngine("the merged tree is what the engine exports", (engine) => {
  it.each(Object.entries(EXPORT_IMAGES))("for an image with %s", async (_what, { layers, isRefused }) => {
    const tag = engine.tag("export");
    const archive = dockerArchive({ layers, manifest: { RepoTags: [tag] } });
    const loaded = await engine.docker(["load"], archive).catch((error: unknown) => String(error));
    // Docker's own storage refuses some layers that containerd takes; what nobody shows cannot be compared.
    if (isRefused?.test(loaded) === true) return;
    expect(loaded).toContain(tag);
    // As we wrote it: docker save fails over a layer that writes through an absolute link.
    await using file = await archiveFile(archive);
    const found = await treeOf(file.path);
    const expected = await exportOf(engine, tag, file.folder);
    leaveOutWhatEnginesAdd(found, expected);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
    expect(found.size).toBeGreaterThan(2);
  });
});

const STEPS = `
RUN : purge && apt-get purge --yes --allow-remove-essential e2fsprogs && apt-get autoremove --yes
RUN : documentation && rm -rf /usr/share/doc && mkdir /usr/share/doc && echo none > /usr/share/doc/README
RUN : owners && chown -R 1000:1000 /var/lib/dpkg && chmod 4711 /bin/mount && chmod 1777 /opt
RUN : links && ln /etc/passwd /etc/passwd.link && ln -s /nowhere /etc/dangling && mv /usr/share/zoneinfo /srv/zones
RUN : types && rm -rf /usr/share/man && ln -s doc /usr/share/man && rm /etc/issue && mkdir -p /etc/issue/d && mkfifo /run/pipe
RUN : reinstall && apt-get update && apt-get install --yes --no-install-recommends telnet && rm -rf /var/lib/apt/lists
RUN : database && apt-get purge --yes telnet && rm -rf /var/lib/dpkg/info && mkdir /var/lib/dpkg/info
`;

describeEngine(
  "the merged tree of a real Debian is what the engine exports",
  (engine) => {
    const base = engine.tag("export-debian");
    const built = engine.tag("export-steps");

    let folder: string;

    beforeAll(async () => {
      folder = await mkdtemp(path.join(os.tmpdir(), "lumogate-export-"));
      await engine.docker(["import", await debianRootfs(), base]);
      const dockerfile = `FROM ${base}${STEPS}`;
      await engine.docker(["build", "--network", "host", "--tag", built, "-"], dockerfile);
      return () => rm(folder, { recursive: true });
    });

    it.each([
      ["as it was imported", base],
      ["after steps that install, remove and replace", built],
    ])("%s", async (_what, tag) => {
      const saved = path.join(folder, "saved.tar");
      await engine.docker(["save", "--output", saved, tag]);
      const found = await treeOf(saved);
      const expected = await exportOf(engine, tag, folder);
      leaveOutWhatEnginesAdd(found, expected);
      expect(difference(found, expected)).toEqual([]);
      expect(found.size).toBeGreaterThan(5000);
    });
  },
  debianIsAbsent,
);

/** Lines that only one of the two has: of thousands, these are enough. */
function difference(found: Shown, expected: Shown): string[] {
  const paths = new Set([...found.keys(), ...expected.keys()]);
  return [...paths]
    .filter((one) => found.get(one) !== expected.get(one))
    .map(
      (one) => `${one}: ${found.get(one) ?? "absent"}, but the engine has ${expected.get(one) ?? "nothing"}`,
    );
}

/** The merged tree of the one image in an archive. */
async function treeOf(archive: string): Promise<Shown> {
  const parts = await scanArchive(await storedFile(archive, "refuse"));
  const blobOf = (name: string): Blob => {
    const part = parts.find(name);
    if (part === undefined) throw new Error(`no ${name} in what the engine saved`);
    return part.blob;
  };
  const chunks: Uint8Array[] = [];
  for await (const chunk of blobOf("manifest.json").open()) chunks.push(chunk);
  const [image] = JSON.parse(Buffer.concat(chunks).toString()) as { Layers: string[] }[];
  const layers = await readLayers((image?.Layers ?? []).map(blobOf), {
    extractor: extractor(),
    signal: new AbortController().signal,
  });
  const budget = mergeBudget();
  return shownTree(layers.reduce((below, { tree }) => mergeLayer(below, tree, budget), newDirectory()));
}
