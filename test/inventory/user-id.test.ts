import { describe, expect, it } from "vitest";
import { takeInventory } from "../../src/inventory/take.ts";
import { parseImageConfig } from "../../src/oci/documents/image-config.ts";
import { imageOf } from "../support/image.ts";
import { file, symlink } from "../support/tar.ts";

const PASSWD = [
  "root:x:0:0:root:/root:/bin/sh",
  "  app:x:1000:1000::/:/bin/sh  ",
  "app:x:0:0::/:/bin/sh",
  "toor:x:00:0::/:/bin/sh",
  "broken:x:abc:0::/:/bin/sh",
  "short",
  "1234:x:77:77::/:/bin/sh",
].join("\n");

async function userId(
  user: string | undefined,
  passwd: string | Buffer = PASSWD,
): Promise<number | undefined> {
  const image = await imageOf([[file("etc/passwd", passwd)]], { config: parseImageConfig({ User: user }) });
  const { config } = await takeInventory(image, "os");
  return config.userId;
}

describe("the number of an image's user", () => {
  it.each([
    [undefined, 0],
    ["", 0],
    ["0", 0],
    ["00", 0],
    ["+0", 0],
    ["-0", 0],
    ["10001:0", 10001],
    ["root", 0],
    ["root:app", 0],
    [":app", 0],
    ["app", 1000],
    ["toor", 0],
    ["1234", 1234],
  ])("of USER %s is %d", async (user, number) => {
    expect(await userId(user)).toBe(number);
  });

  it("is 0 where /etc/passwd has no number, as runtimes read it", async () => {
    expect(await userId("broken")).toBe(0);
    expect(await userId("short")).toBe(0);
  });

  it("is root's where runtimes cut it to 32 bits", async () => {
    expect(await userId("4294967296")).toBe(0);
    expect(await userId("app", "app:x:4294967296:0::/:/bin/sh")).toBe(0);
    expect(await userId("app", "app:x:4294967297:0::/:/bin/sh")).toBeUndefined();
  });

  it("never comes from a line that is called like a number", async () => {
    const zeros = "0".repeat(30);
    expect(await userId(zeros, `${zeros}:x:1000:0::/:/bin/sh`)).toBe(0);
    expect(await userId("-1", "-1:x:1000:0::/:/bin/sh")).toBeUndefined();
  });

  it.each([
    ["a blank of Unicode's in front", "\u00a0é:x:0:0::/:/bin/sh\né:x:1000:0::/:/bin/sh", 0],
    ["a byte order mark in front", "\ufeffé:x:1000:0::/:/bin/sh\né:x:0:0::/:/bin/sh", 0],
    ["another encoding", Buffer.from("\xe9:x:1000:0\n\xc3\xa9:x:0:0", "latin1"), 0],
    ["half a character behind the number", Buffer.from("\xc3\xa9:x:1000\xa0", "latin1"), 0],
    ["a blank behind the number", "é:x:1000 ", 1000],
  ])("is that of the line that runtimes take, with %s", async (_, passwd, number) => {
    expect(await userId("é", passwd)).toBe(number);
  });

  it.each(["nobody-knows", "App", "-1", "0x0", " 0"])("of %j is not told", async (user) => {
    expect(await userId(user)).toBeUndefined();
  });

  it("is found through links, and not told where /etc/passwd leads nowhere", async () => {
    const config = parseImageConfig({ User: "app" });
    const linked = [file("usr/passwd", PASSWD), symlink("etc/passwd", "../usr/passwd")];
    const through = await takeInventory(await imageOf([linked], { config }), "all");
    expect(through.config.userId).toBe(1000);
    const broken = await takeInventory(await imageOf([[symlink("etc/passwd", "passwd")]], { config }), "all");
    expect(broken.config.userId).toBeUndefined();
  });

  it("is not made up where there is no configuration", async () => {
    const gap = { code: "config.none", by: "test", reason: "None.", affects: ["config"] as const };
    const image = await imageOf([[file("etc/passwd", PASSWD)]], { gaps: [gap] });
    expect((await takeInventory(image, "os")).config.userId).toBeUndefined();
  });
});
