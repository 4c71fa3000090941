import { describe, expect, it } from "vitest";
import { archive, filesOf, tarOf } from "../support/fake-archive.ts";
import { MODE, type Stat, statHeader } from "../support/fake-engine.ts";

function link(linkTarget: string): Stat {
  return { mode: MODE.link, size: 1, linkTarget };
}

describe("a file behind links", () => {
  it("is read over a chain of links, each from where it stands", async () => {
    const files = await filesOf(
      archive({
        "/a": { stat: link("/b/c") },
        "/b/c": { stat: link("d") },
        "/b/d": { stat: link("../../../e") },
        "/e": { stat: { size: 1 }, tar: await tarOf({ name: "e", content: "e" }) },
      }),
    );
    expect(await files.readFile("/a")).toMatchObject({ kind: "file", path: "/e" });
  });

  it("in a linked directory says where it really lies", async () => {
    const files = await filesOf(
      archive({
        "/lib": { stat: link("/usr/lib") },
        "/usr/lib/apk": { stat: link("/usr/share/apk") },
        // The engine follows links on the way without a word.
        "/lib/apk/db": { stat: { size: 1 }, tar: await tarOf({ name: "db", content: "x" }) },
        "/usr/share/apk/db": { stat: { size: 1 }, tar: await tarOf({ name: "db", content: "x" }) },
      }),
    );
    expect(await files.readFile("/lib/apk/db")).toMatchObject({ kind: "file", path: "/usr/share/apk/db" });
  });

  it.each([
    ["/a", "/gone/t"],
    ["/d/status", "/gone/d"],
    ["/below", "/b/x"],
  ])("that is nothing where a link leads is unreadable, and not absent: %s", async (name, missing) => {
    const files = await filesOf(
      archive({
        "/a": { stat: link("/gone/t") },
        "/d": { stat: link("/gone/d") },
        "/below": { stat: link("/b/x") },
        "/b": { stat: { size: 1 } },
      }),
    );
    const reason = `It is a link to nothing: "${missing}" is not there.`;
    expect(await files.readFile(name)).toEqual({ kind: "unreadable", path: name, reason, missing });
    expect(await files.readDirectory(name)).toEqual({ kind: "unreadable", path: name, reason, missing });
    expect(await files.stat(name)).toBe("other");
  });

  it("that an image has where a runtime mounts its own is unreadable behind a link", async () => {
    const files = await filesOf(
      archive({
        "/a": { stat: link("/proc/self/root/t") },
        "/proc": { stat: { mode: MODE.directory, size: 0 } },
        "/proc/self": { stat: { mode: MODE.directory, size: 0 } },
        "/proc/self/root": { stat: { mode: MODE.directory, size: 0 } },
        "/proc/self/root/t": { stat: { size: 1 } },
      }),
    );
    expect(await files.readFile("/a")).toMatchObject({
      kind: "unreadable",
      path: "/a",
      missing: "/proc/self/root/t",
      reason: expect.stringContaining("where a container has something else") as string,
    });
  });

  it("that is missing in a directory that a link leads to is absent", async () => {
    const files = await filesOf(
      archive({
        "/lib": { stat: link("/usr/lib") },
        "/usr/lib/x": { stat: { size: 1 } },
        "/l": { stat: link("/usr/lib/x") },
      }),
    );
    for (const name of ["/lib/apk/db/installed", "/lib/apk", "/l/x"])
      expect([name, await files.readFile(name)]).toEqual([name, { kind: "absent" }]);
  });

  it("that podman finds to be a link leading nowhere is unreadable, whatever becomes of the container", async () => {
    const files = await filesOf({
      "HEAD /containers/c1/archive": (answer) => {
        answer.writeHead(404, statHeader({ mode: MODE.link, size: 7, linkTarget: "/gone" })).end();
      },
    });
    expect(await files.readFile("/a")).toMatchObject({ kind: "unreadable", path: "/a", missing: "/gone" });
    expect(await files.stat("/a")).toBe("other");
  });
});
