import { expect, it } from "vitest";
import { findTarget, inspect, type InspectRequest } from "../../src/inspect.ts";
import type { Inventory, Scope } from "../../src/model/inventory.ts";
import { archiveFile, CONTEXT } from "../support/archive.ts";
import { debianFiles, debStanza, dockerArchive } from "../support/image.ts";
import { file } from "../support/tar.ts";

const IMAGE = dockerArchive({
  layers: [
    debianFiles(debStanza("libc6")),
    [file("app/node_modules/left-pad/package.json", '{"name": "left-pad", "version": "1.3.0"}')],
    [file("etc/host_key", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n")],
  ],
});

async function inventoryOf(target: string, scope: Scope): Promise<Inventory> {
  const { extractor: _, ...source } = CONTEXT;
  const request: InspectRequest = { source, changes: false, scope };
  const [found] = await findTarget(target, request);
  if (found === undefined) throw new Error("no image was found");
  const depth = { origins: "asked", base: "no", changes: "no", signatures: "no" } as const;
  return inspect(found, request, depth, ({ inventory }) => Promise.resolve(inventory));
}

it("what is in an inventory depends on the scope that was asked for, from the request to the layers", async () => {
  await using archive = await archiveFile(IMAGE);
  const all = await inventoryOf(`docker-archive:${archive.path}`, "all");
  expect(all.packages.map(({ name, introducedIn }) => [name, introducedIn?.layer])).toEqual([
    ["libc6", 0],
    ["left-pad", 1],
  ]);
  expect(all.files).toMatchObject([{ path: "/etc/host_key", kind: "credential" }]);
  expect(all.gaps).toEqual([]);
  const os = await inventoryOf(`docker-archive:${archive.path}`, "os");
  expect(os.packages).toEqual(all.packages.filter(({ type }) => type === "deb"));
  expect(os).not.toHaveProperty("files");
  expect(os.gaps.map(({ code }) => code)).toEqual(["files.not-looked-at"]);
});
