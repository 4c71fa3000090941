import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { javaArchiveByContent, mavenDescriptor } from "../../../src/catalogers/java/java.ts";
import { LIMITS } from "../../../src/limits.ts";
import { memoryContent } from "../../../src/model/content.ts";
import { makeZip, type ZipFile } from "../../support/zip.ts";
import { inspect, jar, manifest, pomProperties } from "./inspect.ts";

const LIB = jar(pomProperties("org.slf4j", "slf4j-api", "2.0.13"));
const APP = pomProperties("com.acme", "till", "1.4.2");

describe("archives within archives", () => {
  const places: Record<string, [file: string, path: string]> = {
    "a jar of Spring Boot": ["/app.jar", "BOOT-INF/lib/slf4j-api-2.0.13.jar"],
    "a web application": ["/app.war", "WEB-INF/lib/slf4j-api-2.0.13.jar"],
    "an enterprise application": ["/app.ear", "lib/slf4j-api-2.0.13.jar"],
    "a plug-in of Jenkins": ["/app.hpi", "WEB-INF/lib/slf4j-api-2.0.13.jar"],
  };
  it.each(Object.entries(places))("are found in %s, stored and deflated", async (_, [file, path]) => {
    for (const stored of [true, false]) {
      expect(await inspect(file, jar(APP, { name: path, bytes: LIB, stored }))).toEqual({
        packages: ["com.acme:till 1.4.2", `org.slf4j:slf4j-api 2.0.13 ${path}`],
        problems: [],
      });
    }
  });

  it("are found in those, too, and told by all the names on the way", async () => {
    const war = jar({ name: "WEB-INF/lib/slf4j.jar", bytes: LIB });
    const ear = jar({ name: "till.war", bytes: war, stored: true });
    expect((await inspect("/app.ear", ear)).packages).toEqual([
      "app",
      "till till.war",
      "org.slf4j:slf4j-api 2.0.13 till.war!/WEB-INF/lib/slf4j.jar",
    ]);
  });

  it("are found behind the script of an executable jar", async () => {
    const files = [APP, { name: "BOOT-INF/lib/slf4j.jar", bytes: LIB, stored: true }];
    const found = await inspect("/etc/init.d/till.jar", makeZip(files, { prefix: "#!/bin/bash\nexit 0\n" }));
    expect(found.packages).toHaveLength(2);
  });

  it("that are damaged do not hide the others", async () => {
    const cut = LIB.subarray(0, LIB.length - 30);
    const found = await inspect(
      "/app.jar",
      jar(
        APP,
        { name: "lib/a.jar", bytes: cut, stored: true },
        { name: "lib/b.jar", bytes: "no zip at all" },
        { name: "lib/c.jar", bytes: LIB, encrypted: true },
        { name: "lib/d.jar/", bytes: "" },
        { name: "lib/e.jar", bytes: LIB },
      ),
    );
    expect(found).toEqual({
      packages: [
        "com.acme:till 1.4.2",
        "org.slf4j:slf4j-api 2.0.13 lib/a.jar",
        "org.slf4j:slf4j-api 2.0.13 lib/e.jar",
      ],
      problems: ["truncated", "encrypted"],
    });
  });
});

describe("archives within archives that are too large for memory", () => {
  const war = jar(
    manifest("Implementation-Title: till", "Implementation-Version: 1.4.2"),
    { name: "WEB-INF/lib/a.jar", bytes: LIB, stored: true },
    { name: "video.bin", bytes: Buffer.alloc(LIMITS.archiveBytes + 1), stored: true },
    { name: "WEB-INF/lib/b.jar", bytes: LIB },
  );
  // What does not repeat itself, as in any real archive; the budget is a multiple of the size.
  const noise: ZipFile = { name: "noise.bin", bytes: randomBytes(40 * 1024 * 1024), stored: true };

  it("are inflated as they are read", async () => {
    expect(await inspect("/app.ear", jar(noise, { name: "till.war", bytes: war }))).toEqual({
      packages: [
        "app",
        "till 1.4.2 till.war",
        "org.slf4j:slf4j-api 2.0.13 till.war!/WEB-INF/lib/a.jar",
        "org.slf4j:slf4j-api 2.0.13 till.war!/WEB-INF/lib/b.jar",
      ],
      problems: [],
    });
  });

  it("are told where the budget does not suffice for that", async () => {
    const { packages, problems } = await inspect("/app.ear", jar({ name: "till.war", bytes: war }));
    expect(packages[0]).toBe("app");
    expect(problems).toContain("limit");
  });
});

describe("an archive made to keep us busy", () => {
  it("of hundreds of levels ends at the limit, with what stands before", async () => {
    let nest = LIB;
    for (let level = 0; level < 300; level += 1)
      nest = jar(pomProperties("com.acme", `level-${level % 10}`, "1"), {
        name: "a.jar",
        bytes: nest,
        stored: true,
      });
    const { packages, problems } = await inspect("/nest.jar", nest);
    expect(packages).toHaveLength(LIMITS.archiveDepth + 1);
    expect(problems).toEqual(["limit"]);
  });

  it("that unfolds to archives of archives, all of the same bytes, ends at its budget", async () => {
    const bomb = (levels: number): Buffer => {
      const inner =
        levels === 0 ? jar({ name: "x", bytes: Buffer.alloc(4 * 1024 * 1024) }) : bomb(levels - 1);
      return jar(
        ...Array.from({ length: 16 }, (_, index): ZipFile => ({ name: `${index}.jar`, bytes: inner })),
      );
    };
    const started = performance.now();
    const { problems } = await inspect("/bomb.jar", bomb(5));
    expect(problems).toContain("limit");
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it("with names of 65,535 characters, all of hyphens and digits, is soon done", async () => {
    const names = Array.from({ length: 200 }, (_, index) => `${"-1".repeat(32_000)}${index}.jar`);
    const started = performance.now();
    const { packages } = await inspect("/a.jar", jar(...names.map((name) => ({ name, bytes: LIB }))));
    expect(packages).toHaveLength(201);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it("with one member under 20,000 names is not read 20,000 times", async () => {
    const zip = jar({ name: "META-INF/maven/a/a/pom.properties", bytes: " ".repeat(1024 * 1024) });
    const at = zip.indexOf("PK\x01\x02");
    const central = zip.subarray(at, zip.length - 22);
    const count = 20_000;
    const end = Buffer.from(zip.subarray(zip.length - 22));
    end.writeUInt32LE(central.length * count, 12);
    const bytes = Buffer.concat([zip.subarray(0, at), ...Array.from({ length: count }, () => central), end]);
    expect((await inspect("/bomb.jar", bytes)).problems).toContain("limit");
  });
});

describe("what is no archive of Java's", () => {
  it.each([
    ["text", "nothing here"],
    ["an archive of WinRAR", "Rar!\u001a\u0007\u0000"],
    ["nothing", ""],
  ])("but %s under its name, is no problem", async (_, bytes) => {
    expect(await inspect("/a.rar", Buffer.from(bytes))).toEqual({ packages: [], problems: [] });
  });

  it("is not told from other zips by their names, but by their manifests", async () => {
    expect(await countByContent("/app/till", jar(manifest(), APP))).toBe(1);
    expect(await countByContent("/app/till", jar(APP))).toBe(1);
    const script = Buffer.from("#!/bin/sh\nexec java -jar $0\n");
    expect(await countByContent("/etc/init.d/till", Buffer.concat([script, jar(manifest(), APP)]))).toBe(1);
    expect(await countByContent("/etc/init.d/ntp", script)).toBe(0);
    expect(await countByContent("/app/till.docx", jar({ name: "word/document.xml", bytes: "" }))).toBe(0);
    // The other cataloger's.
    expect(await countByContent("/app/till.jar", jar(manifest(), APP))).toBe(0);
  });
});

it("takes a descriptor of Maven's that lies in the image itself for an unpacked archive", () => {
  const { name, bytes } = pomProperties("com.acme", "till", "1.4.2");
  const file = { path: `/app/${name}`, bytes: Buffer.from(bytes) };
  expect(mavenDescriptor.parse(file).packages).toEqual([
    { type: "maven", name: "com.acme:till", version: "1.4.2" },
  ]);
});

it("loses nothing that stands before the place where an archive is cut", async () => {
  const files = [APP, { name: "lib/slf4j.jar", bytes: LIB, stored: true }, { name: "x.class", bytes: "x" }];
  const zip = jar(...files);
  const afterFirst = zip.indexOf("PK\x03\x04", 4);
  const afterSecond = zip.lastIndexOf("PK\x03\x04");
  for (let length = afterFirst; length < zip.length; length += 1) {
    const { packages, problems } = await inspect("/till.jar", zip.subarray(0, length));
    expect(packages[0]).toBe("com.acme:till 1.4.2");
    if (length >= afterSecond) expect(packages).toContain("org.slf4j:slf4j-api 2.0.13 lib/slf4j.jar");
    expect(problems).toContain("truncated");
  }
});

async function countByContent(path: string, bytes: Uint8Array): Promise<number> {
  const file = { path, mode: 0o755, content: memoryContent(bytes) };
  return (await javaArchiveByContent.inspect(file)).packages.length;
}
