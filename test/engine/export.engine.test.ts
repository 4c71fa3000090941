import { expect, it, onTestFinished } from "vitest";
import { connect } from "../../src/engine/connect.ts";
import { describeEngine } from "../support/engine.ts";
import { exportTree } from "../support/export-tree.ts";
import { tarOf } from "../support/fake-archive.ts";
import { inChunks } from "../support/tar.ts";
import { readTar, type TarEntry } from "../../src/oci/tar.ts";

async function listed(entries: AsyncIterable<TarEntry>): Promise<string[]> {
  const lines: string[] = [];
  for await (const { type, name, size, linkName } of entries)
    lines.push(`${type} ${name} ${size} ${linkName}`);
  return lines;
}

describeEngine("the whole tree of a container", (engine) => {
  it("is what docker export gives, entry by entry", async () => {
    const tag = engine.tag("export");
    const image = await tarOf(
      { name: "d/", type: "directory" },
      { name: "d/plain", content: "plain" },
      { name: "d/hard", type: "link", linkname: "d/plain" },
      { name: "soft", type: "symlink", linkname: "d/plain" },
    );
    await engine.docker(["import", "-", tag], image);
    const id = (await engine.docker(["create", "--network", "none", tag, "/none"])).trim();
    onTestFinished(() => engine.docker(["rm", id]).then(() => undefined));
    const connected = await connect(engine.env, new AbortController().signal);
    const found = await listed(exportTree(connected, id));
    const exported = await engine.docker(["export", id]);
    expect(found).toEqual(await listed(readTar(inChunks(Buffer.from(exported)), "docker export")));
    expect(found).toContain("symlink soft 0 d/plain");
  });
});
