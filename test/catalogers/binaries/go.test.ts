import { describe, expect, test } from "vitest";
import { programs } from "../../../src/catalogers/binaries/programs.ts";
import { LIMITS } from "../../../src/limits.ts";
import { memoryContent } from "../../../src/model/content.ts";
import { elf, fatMachO, machO, pe, type ElfParts } from "../../support/executables.ts";
import { goBuildInfo, goBuildInfoByPointers } from "../../support/go-build-info.ts";

const LINES = [
  "path\texample.com/app/cmd/app",
  "mod\texample.com/app\tv1.4.0\th1:abc=",
  "dep\tgolang.org/x/text\tv0.14.0\th1:def=",
  "build\t-compiler=gc",
];
const MODULES = ["stdlib@1.21.5", "example.com/app@v1.4.0", "golang.org/x/text@v0.14.0"];
const INFO = goBuildInfo("go1.21.5", LINES);
const SECTION = { name: ".go.buildinfo", bytes: INFO };

async function inspect(file: Uint8Array) {
  const content = memoryContent(file);
  const { packages, problems } = await programs.inspect({ path: "/app", mode: 0o755, content });
  const others = packages.filter(({ type }) => type !== "golang");
  expect(others).toEqual([]);
  return { modules: packages.map(({ name, version }) => `${name}@${version}`), problems };
}

async function modulesOf(lines: readonly string[], version = "go1.21.5"): Promise<readonly string[]> {
  const { modules, problems } = await inspect(
    elf({ sections: [{ ...SECTION, bytes: goBuildInfo(version, lines) }] }),
  );
  expect(problems).toEqual([]);
  return modules;
}

describe("build information is found", () => {
  const padding = new Uint8Array(3 * 1024 * 1024 + 32);
  test.each([
    ["in its section", elf({ sections: [SECTION] })],
    ["in its section of a Mach-O", machO([{ name: "__go_buildinfo", bytes: INFO }])],
    [
      "in the first of a fat Mach-O's programs, once",
      fatMachO([
        machO([{ name: "__go_buildinfo", bytes: INFO }]),
        machO([{ name: "__go_buildinfo", bytes: INFO }]),
      ]),
    ],
    [
      "in a PE, which has no section for it",
      pe([
        { name: ".text", bytes: new Uint8Array(16) },
        { name: ".data", bytes: Buffer.concat([new Uint8Array(1024), INFO]) },
      ]),
    ],
    [
      "where all sections are stripped away",
      elf({ segments: [{ bytes: new Uint8Array(64), flags: 5 }, { bytes: INFO }] }),
    ],
    ["deep in the data", elf({ segments: [{ bytes: Buffer.concat([padding, INFO]) }] })],
    [
      "beside other sections of Go's",
      elf({ segments: [{ bytes: INFO }], sections: [{ name: ".gopclntab", bytes: INFO }] }),
    ],
  ])("%s", async (_, file) => {
    expect(await inspect(file)).toEqual({ modules: MODULES, problems: [] });
  });

  test("not where its magic is out of line: that is Go's own reader, which has it as a constant", async () => {
    const bytes = Buffer.concat([new Uint8Array(8), INFO]);
    expect(await inspect(elf({ segments: [{ bytes }] }))).toEqual({ modules: [], problems: [] });
    const both = Buffer.concat([
      Buffer.alloc(8),
      Buffer.from("\xff Go buildinf:", "latin1"),
      Buffer.alloc(10),
      INFO,
    ]);
    expect((await inspect(elf({ segments: [{ bytes: both }] }))).modules).toEqual(MODULES);
  });
});

describe("until Go 1.17 its strings are pointed at", () => {
  test.each([
    ["64 bits", 8, true],
    ["64 bits, the highest byte first", 8, false],
    ["32 bits", 4, true],
    ["32 bits, the highest byte first", 4, false],
  ] as const)("%s", async (_, width, littleEndian) => {
    const address = 0x400000;
    const bytes = goBuildInfoByPointers("go1.13.15", LINES, { width, littleEndian, address });
    const parts: ElfParts = { wide: width === 8, littleEndian, segments: [{ bytes, address }] };
    expect((await inspect(elf(parts))).modules).toEqual(["stdlib@1.13.15", ...MODULES.slice(1)]);
  });

  test("to nowhere, it is a gap", async () => {
    const bytes = goBuildInfoByPointers("go1.13.15", LINES, {
      width: 8,
      littleEndian: true,
      address: 0x400000,
    });
    const { modules, problems } = await inspect(elf({ segments: [{ bytes, address: 0x500000 }] }));
    expect([modules, problems.map(({ code }) => code)]).toEqual([[], ["malformed"]]);
  });
});

describe("versions", () => {
  test.each([
    ["go1.22.3", "1.22.3"],
    ["go1.22.3 X:boringcrypto", "1.22.3"],
    ["go1.26.8-X:jsonv2", "1.26.8"],
    ["go1.23rc1", "1.23rc1"],
    ["devel go1.23-8c2d1f Tue Jan 2 10:00:00 2024 +0000", "1.23-8c2d1f"],
    ["devel +8c2d1f", ""],
    ["go1.21.13 (Red Hat 1.21.13-1.el9)", "1.21.13"],
  ])("of the standard library, by %s", async (goVersion, version) => {
    expect(await modulesOf([], goVersion)).toEqual([`stdlib@${version}`]);
  });

  test.each([
    ["nobody knows", "(devel)", undefined, ""],
    ["the linker was told", "(devel)", "-s -w -X main.version=1.2.3", "1.2.3"],
    ["the linker was told as a Go string", "(devel)", '"-X \\"main.Version=v1.2.3\\" -s"', "v1.2.3"],
    [
      "the linker was told in quotes",
      "",
      "-X 'example.com/app/internal.BuildVersion=v2.0.0-rc.1'",
      "v2.0.0-rc.1",
    ],
    ["a library was told", "(devel)", "-X github.com/prometheus/common/version.Version=2.45.0", "2.45.0"],
    ["two libraries were told two", "(devel)", "-X a.io/x.version=1.0.0 -X b.io/y.version=2.0.0", ""],
    ["a commit is none", "(devel)", "-X main.version=abcdef0 -X main.date=2024.01.02", ""],
    ["its module's goes first", "v1.4.0", "-X main.version=9.9.9", "v1.4.0"],
    [
      "stamped of a dirty folder",
      "v1.4.1-0.20240101000000-abcdefabcdef+dirty",
      undefined,
      "v1.4.1-0.20240101000000-abcdefabcdef+dirty",
    ],
  ])("of the program itself: %s", async (_, version, flags, expected) => {
    const lines = [
      `mod\texample.com/app\t${version}\t`,
      ...(flags === undefined ? [] : [`build\t-ldflags=${flags}`]),
    ];
    expect((await modulesOf(lines))[1]).toBe(`example.com/app@${expected}`);
  });
});

describe("modules", () => {
  test("what replaced a module is in the program; by a folder, it keeps its name and has no version", async () => {
    const lines = [
      "mod\texample.com/app\t(devel)\t",
      "dep\tgithub.com/a/b\tv1.0.0",
      "=>\tgithub.com/fork/b\tv1.0.1\th1:x=",
      "dep\tgithub.com/c/d\tv2.0.0",
      "=>\t./local/d\t(devel)\t",
      "dep\tgithub.com/e/f\tv3.0.0\th1:y=",
    ];
    expect(await modulesOf(lines)).toEqual([
      "stdlib@1.21.5",
      "example.com/app@",
      "github.com/fork/b@v1.0.1",
      "github.com/c/d@",
      "github.com/e/f@v3.0.0",
    ]);
  });

  test("a program that was built without modules has its standard library", async () => {
    expect(await modulesOf(["path\tcommand-line-arguments"])).toEqual(["stdlib@1.21.5"]);
  });

  test("more of them than any program has are a gap", async () => {
    const lines = Array.from(
      { length: LIMITS.filePackages + 10 },
      (_, index) => `dep\ta.io/${index}\tv1.0.0`,
    );
    const { modules, problems } = await inspect(
      elf({ sections: [{ ...SECTION, bytes: goBuildInfo("go1.21.5", lines) }] }),
    );
    expect(modules).toHaveLength(LIMITS.filePackages);
    expect(problems.map(({ code }) => code)).toEqual(["limit"]);
  });

  test.each([
    ["cut off within", INFO.subarray(0, 60)],
    ["cut off in its header", INFO.subarray(0, 20)],
    [
      "with a length beyond all measure",
      Buffer.concat([INFO.subarray(0, 32), Buffer.alloc(9, 0xff), Buffer.of(1)]),
    ],
    ["with a length that never ends", Buffer.concat([INFO.subarray(0, 32), Buffer.alloc(40, 0xff)])],
  ])("build information %s is a gap", async (_, bytes) => {
    const { modules, problems } = await inspect(elf({ segments: [{ bytes }] }));
    expect([modules, problems.map(({ code }) => code)]).toEqual([[], ["malformed"]]);
  });
});
