import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { appendFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { dockerArchive } from "../../src/sources/docker-archive.ts";
import { archiveFile, CONTEXT, openOnly, withArchive } from "../support/archive.ts";
import { dockerArchive as archiveOf } from "../support/image.ts";
import { file } from "../support/tar.ts";

describe("reading an archive fails", () => {
  it("where it is not there, or is a folder", async () => {
    await using image = await archiveFile(archiveOf());
    for (const path of [image.folder, `${image.path}.none`])
      await expect(openOnly(dockerArchive, path, CONTEXT)).rejects.toMatchObject({
        code: "archive.unreadable",
      });
  });

  it("where it changes after it was verified", async () => {
    await using target = await archiveFile(archiveOf({ layers: [[file("etc/a", "1")]] }));
    const image = await openOnly(dockerArchive, target.path, CONTEXT);
    await appendFile(target.path, "x");
    await expect(image.files.readFile("/etc/a")).rejects.toMatchObject({ code: "blob.changed" });
    await image.close();
  });

  it("where it is a pipe that nobody writes to, without waiting for ever", async () => {
    await using target = await archiveFile(Buffer.alloc(0));
    const pipe = `${target.path}.pipe`;
    execFileSync("mkfifo", [pipe]);
    await expect(openOnly(dockerArchive, pipe, CONTEXT)).rejects.toThrow("is not a file");
  });

  it.each(["nothing", "layers", "archive"] as const)(
    "when the run is cancelled, with gzip for %s",
    async (gzip) => {
      const bytes = archiveOf({ layers: [[file("a", randomBytes(2_000_000))]], gzip });
      const controller = new AbortController();
      // Said before the first byte is read; it comes in the middle.
      const progress = (): void => void setImmediate(() => controller.abort(new Error("cancelled")));
      const reading = withArchive(bytes, () => undefined, {
        ...CONTEXT,
        progress,
        signal: controller.signal,
      });
      await expect(reading).rejects.toThrow("cancelled");
    },
  );
});
