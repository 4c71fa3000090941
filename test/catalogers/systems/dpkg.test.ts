import { describe, expect, it } from "vitest";
import { dpkg, dpkgStatusDirectory } from "../../../src/catalogers/systems/dpkg.ts";

function parse(text: string | Uint8Array, cataloger: typeof dpkg | typeof dpkgStatusDirectory = dpkg) {
  return cataloger.parse({ path: "/var/lib/dpkg/status", bytes: Buffer.from(text as string, "utf8") });
}

/** `name@version` of each package found. */
function names(text: string): string[] {
  return parse(text).packages.map(({ name, version }) => `${name}@${version}`);
}

function problems(text: string): string[] {
  return parse(text).problems.map(({ code, reason }) => `${code}: ${reason}`);
}

const bare = (name: string) => `Package: ${name}\nStatus: install ok installed\nVersion: 1\n`;

const stanza = (name: string, status = "install ok installed") =>
  `Package: ${name}\nStatus: ${status}\nArchitecture: amd64\nVersion: 1.0\n`;

describe("dpkg reads a stanza", () => {
  it("with name, version, epoch, architecture, source and maintainer", () => {
    const text = [
      "Package: libssl3",
      "Status: install ok installed",
      "Priority: optional",
      "Maintainer: Jürgen Müller <j@example.org>",
      "Architecture: amd64",
      "Multi-Arch: same",
      "Source: openssl (1:3.0.15-1~deb12u1)",
      "Version: 1:3.0.15-1~deb12u1+b1",
      "Depends: libc6 (>= 2.34)",
      "Description: Secure Sockets Layer toolkit",
      " Package: not-a-field, since the line is a continuation",
      "\tStatus: deinstall ok config-files",
      "\tand one that has no colon, behind a tab",
      " .",
      "",
      "",
    ].join("\n");
    expect(parse(text)).toEqual({
      packages: [
        {
          name: "libssl3",
          version: "3.0.15-1~deb12u1+b1",
          epoch: 1,
          arch: "amd64",
          source: { name: "openssl", version: "1:3.0.15-1~deb12u1" },
          maintainer: "Jürgen Müller <j@example.org>",
        },
      ],
      problems: [],
    });
  });

  it("and takes the source for the package's own where the field is left out, and its version where that is", () => {
    const [own] = parse(
      "Package: a\nStatus: install ok installed\nArchitecture: all\nVersion: 2:1-1\n",
    ).packages;
    expect(own?.source).toEqual({ name: "a", version: "2:1-1" });
    const [other] = parse(
      "Package: a\nStatus: install ok installed\nArchitecture: all\nSource: b\nVersion: 1\n",
    ).packages;
    expect(other?.source).toEqual({ name: "b", version: "1" });
  });

  it("whatever the case of its field names, the blanks around its colons and its line ends", () => {
    expect(
      names("pAckage :  a \r\nSTATUS:install ok installed\r\narchitecture:all\r\nversion:\t1\r\n\r\n"),
    ).toEqual(["a@1"]);
  });

  it("without a blank line at its end, and after several of them", () => {
    expect(parse(`\n\n${stanza("a")}\n\n\n${stanza("b")}`)).toMatchObject({
      packages: [{ name: "a" }, { name: "b" }],
      problems: [],
    });
  });

  it("with a maintainer that ends in a letter whose last byte looks like a blank", () => {
    expect(parse(`${stanza("a")}Maintainer: Citt\u00e0\n`).packages).toMatchObject([
      { maintainer: "Citt\u00e0" },
    ]);
  });

  it("for each architecture of a package", () => {
    const both = `${stanza("libc6")}\n${stanza("libc6").replace("amd64", "i386")}`;
    expect(parse(both)).toMatchObject({ packages: [{ arch: "amd64" }, { arch: "i386" }], problems: [] });
  });
});

describe("the third word of Status", () => {
  it.each([
    ["install ok installed", undefined],
    ["hold ok installed", undefined],
    ["deinstall ok installed", undefined],
    ["purge reinstreq installed", undefined],
    ["Install OK Installed", undefined],
    ["install ok half-configured", "half-configured"],
    ["install reinstreq half-installed", "half-installed"],
    ["install ok unpacked", "unpacked"],
    ["install ok triggers-awaited", "triggers-awaited"],
    ["install ok triggers-pending", "triggers-pending"],
  ])("keeps a package whose files are there: %s", (status, shown) => {
    const { packages, problems: none } = parse(stanza("a", status));
    expect(packages.map((found) => [found.name, found.status])).toEqual([["a", shown]]);
    expect(none).toEqual([]);
  });

  it.each(["deinstall ok config-files", "purge ok not-installed", "install ok not-installed"])(
    "leaves out a package whose files are gone: %s",
    (status) => {
      expect(parse(stanza("a", status))).toEqual({ packages: [], problems: [] });
    },
  );

  it.each([
    "install ok",
    "install ok installed too",
    "install ok config-files extra",
    "not-installed",
    "x y z",
    "x ok config-files",
    "install x not-installed",
  ])("keeps a package, and tells, where it cannot be understood: %s", (status) => {
    const { packages, problems: told } = parse(stanza("a", status));
    expect(packages).toMatchObject([{ name: "a", status }]);
    expect(told.map(({ code }) => code)).toEqual(["bad-status"]);
  });

  it("is missed in a status file, and not in status.d", () => {
    const bareStanza = "Package: a\nArchitecture: all\nVersion: 1\n\n";
    expect(parse(bareStanza)).toMatchObject({ packages: [{ name: "a" }], problems: [{ code: "malformed" }] });
    expect(parse(bareStanza, dpkgStatusDirectory)).toMatchObject({ packages: [{ name: "a" }], problems: [] });
  });
});

describe("damage is told with its line, and what stands is kept", () => {
  it("where the file ends within a line", () => {
    const cut = `${stanza("a")}\nPackage: b\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.`;
    expect(names(cut)).toEqual(["a@1.0", "b@1."]);
    expect(problems(cut)).toEqual(["truncated: Line 9: the file ends within a line, so it was cut short."]);
  });

  it("where the last stanza has no Version or no Architecture", () => {
    expect(problems(`${stanza("a")}\nPackage: b\nStatus: install ok installed\n`)).toEqual([
      'truncated: Line 6: "b" has no Version.',
      'truncated: Line 6: "b" has no Architecture.',
    ]);
    expect(problems(`${stanza("a")}\nPackage: b\nStatus: install ok installed\nVersion: 1\n`)).toEqual([
      'truncated: Line 6: "b" has no Architecture.',
    ]);
  });

  it("and not where no package of the file has an Architecture", () => {
    expect(parse(`${bare("a")}\n${bare("b")}`)).toMatchObject({ packages: [{}, {}], problems: [] });
  });

  it.each([
    [
      "no Version",
      "Package: b\nStatus: install ok installed\n\n",
      "b@",
      'malformed: Line 6: "b" has no Version.',
    ],
    [
      "no Package",
      "Status: install ok installed\nVersion: 1\n\n",
      undefined,
      "malformed: Line 6: a stanza without a Package.",
    ],
    [
      "a NUL byte",
      `${stanza("b")}X: \0\n\n`,
      "b@1.0",
      "malformed: Line 10: a NUL byte, which no text file has.",
    ],
    [
      "a line that is no field",
      `${stanza("b")}garbage\n\n`,
      "b@1.0",
      "malformed: Line 10: neither a field nor the continuation of one.",
    ],
    [
      "a field twice",
      `${stanza("b")}Version: 2\n\n`,
      "b@1.0",
      "malformed: Line 10: a second Version in one stanza.",
    ],
    [
      "a package twice",
      `${stanza("a")}\n`,
      "a@1.0",
      'malformed: Line 6: the package "a:amd64" is here a second time.',
    ],
    [
      "a value over two lines",
      `${stanza("b")} 2\n\n`,
      "b@1.0",
      "malformed: Line 10: the value of Version runs over several lines.",
    ],
    [
      "a continuation of nothing",
      ` x\n${stanza("b")}\n`,
      "b@1.0",
      "malformed: Line 6: a continuation with no field above it.",
    ],
  ])("where there is %s", (_what, damaged, expected, told) => {
    const text = `${stanza("a")}\n${damaged}${stanza("z")}`;
    expect(names(text)).toEqual(["a@1.0", ...(expected === undefined ? [] : [expected]), "z@1.0"]);
    expect(problems(text)).toEqual([told]);
  });

  it("where stanzas hide in others, behind a line of blanks or none", () => {
    const hidden = `${stanza("a")} \t\n${stanza("b")}${stanza("c")}`;
    expect(names(hidden)).toEqual(["a@1.0", "b@1.0", "c@1.0"]);
    expect(problems(hidden)).toEqual([
      "malformed: Line 5: a line of nothing but blanks in a stanza.",
      "malformed: Line 10: a second Package in one stanza.",
    ]);
  });

  it.each(["x:1.0", ":1.0", "-1:1.0", "99999999999:1", "1:", "1.0 2"])(
    "where the version is one dpkg refuses: %s",
    (version) => {
      const { packages, problems: told } = parse(stanza("a").replace("1.0", version));
      expect(packages).toMatchObject([{ version }]);
      expect(told.map(({ code }) => code)).toEqual(["bad-version"]);
    },
  );

  it("and not where dpkg only warns: a version that begins with a letter", () => {
    expect(parse(stanza("a").replace("1.0", "v1.0"))).toMatchObject({
      packages: [{ version: "v1.0" }],
      problems: [],
    });
  });

  it("where a name is not UTF-8, of which no byte is lost; a maintainer may be", () => {
    const latin1 = Buffer.from(`${stanza("caf\u00e9")}Maintainer: Andr\u00e9\n\n`, "latin1");
    const { packages, problems: told } = dpkg.parse({ path: "/", bytes: latin1 });
    expect(packages).toMatchObject([{ name: "caf\u00e9", maintainer: "Andr\u00e9" }]);
    expect(told.map(({ code }) => code)).toEqual(["encoding", "bad-name"]);
    expect(told[0]?.reason).toBe("Line 1: the Package is not UTF-8.");
  });

  it("once for the first places of a kind, and by their number for all the others", () => {
    const told = problems("garbage\n".repeat(1000));
    expect(told.length).toBeLessThan(20);
    expect(told.at(-2)).toBe("malformed: There are 990 more places like these.");
  });
});

it.each(["Port-Version: 1", "Abi: 5f0d"])("refuses vcpkg's file of the same name, known by %s", (field) => {
  const text = `Package: zlib\nVersion: 1.3\n${field}\nArchitecture: x64-linux\nStatus: install ok installed\n\n`;
  expect(parse(text)).toMatchObject({ packages: [], problems: [{ code: "not-dpkg" }] });
});

it("passes over the checksums beside the packages of status.d", () => {
  expect(["base", "base.md5sums", "libc6"].filter((name) => dpkgStatusDirectory.accepts(name))).toEqual([
    "base",
    "libc6",
  ]);
});
