import { createReadStream } from "node:fs";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Inventory } from "../../src/model/inventory.ts";
import type { NotableKind } from "../../src/model/notable-file.ts";
import { describeEngine } from "../support/engine.ts";
import { lumogate } from "../support/lumogate.ts";
import { realDebian } from "../support/real-debian.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

const debian = await realDebian();

describeEngine(
  "the files of a real Debian in an engine",
  (engine) => {
    const image = engine.tag("debian-files");
    let workspace: Workspace;
    let inventory: Inventory;
    const found = (kind: NotableKind): string[] =>
      (inventory.files ?? []).filter((file) => file.kind === kind).map(({ path }) => path);
    const inside = async (command: string): Promise<string[]> => {
      const answer = await engine.docker(["run", "--rm", "--network", "none", image, "sh", "-c", command]);
      return answer.split("\n").filter((line) => line !== "");
    };

    beforeAll(async () => {
      workspace = await makeWorkspace();
      await engine.docker(["import", "-", image], await buffer(createReadStream(debian.tar)));
      const { code, stdout, stderr } = await lumogate(
        ["inspect", image, "--output", "json"],
        workspace.around(engine.env),
      );
      expect(code, stderr).toBe(0);
      inventory = JSON.parse(stdout) as Inventory;
    });

    afterAll(() => workspace.remove());

    it("have the bits and capabilities that find and getcap find in a container", async () => {
      const find = (condition: string): Promise<string[]> => inside(`find / -xdev ${condition} | sort`);
      expect(found("setuid")).toEqual(await find("-type f -perm -4000"));
      expect(found("setgid")).toEqual(await find("-type f -perm -2000"));
      const capable = (inventory.files ?? [])
        .filter(({ kind }) => kind === "capabilities")
        .map(({ path, detail }) => `${path} ${detail}`);
      expect(capable).toEqual(await inside("getcap -r / 2> /dev/null | sort"));
    });

    it("have owners: no program is nobody's but those that were copied in", () => {
      expect(found("unowned-executable")).toEqual([
        "/usr/bin/smuggled",
        "/usr/bin/who",
        "/usr/local/bin/as-root",
        "/usr/local/bin/entrypoint",
        "/usr/local/bin/hello",
      ]);
      const yaml = inventory.packages.find(({ type, name }) => type === "pypi" && name === "PyYAML");
      expect(yaml?.ownedBy).toMatch(/^pkg:deb\/debian\/python3-yaml@/);
      expect(inventory.gaps).toEqual([]);
    });
  },
  debian.absent,
);
