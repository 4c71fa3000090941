import { expect, it } from "vitest";
import { describeEngine } from "./engine.ts";

describeEngine("the engine at hand", (engine) => {
  it("keeps the containers of lumogate apart from others", async () => {
    const tag = engine.tag("scratch");
    const empty = new Uint8Array(1024); // a tar with no entries
    await engine.docker(["import", "-", tag], empty);
    const mine = await engine.docker(["create", "--label", "dev.lumogate=test", tag, "true"]);
    const other = await engine.docker(["create", tag, "true"]);
    try {
      expect(await engine.containers(tag)).toEqual([mine.trim()]);
    } finally {
      await engine.docker(["rm", mine.trim(), other.trim()]);
    }
  });
});
