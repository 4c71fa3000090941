import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { programs } from "../../../src/catalogers/binaries/programs.ts";
import { memoryContent } from "../../../src/model/content.ts";
import { elf } from "../../support/executables.ts";
import { goBuildInfoByPointers } from "../../support/go-build-info.ts";
import { installed } from "../../support/installed.ts";

/**
 * One program with what go.mod can say of its modules, built in every way that has another layout, and what Go itself says
 * of each.
 */
const SCRIPT = `
export GOFLAGS=-mod=mod GOWORK=off
mkdir app local out
cd local
printf 'module example.com/local\\n\\ngo 1.21\\n' > go.mod
printf 'package local\\n\\nfunc Name() string { return "local" }\\n' > local.go
cd ../app
cat > go.mod <<'END'
module example.com/app

go 1.21

require (
	example.com/local v1.2.3
	golang.org/x/text v0.3.0
	rsc.io/quote v1.5.2
)

replace example.com/local => ../local

replace golang.org/x/text => golang.org/x/text v0.14.0
END
cat > main.go <<'END'
package main

import (
	"fmt"

	"example.com/local"
	"rsc.io/quote"
)

var version = "unset"

func main() { fmt.Println(version, quote.Hello(), local.Name()) }
END
cat > shared.go <<'END'
//go:build cgo

package main

import "C"

//export Hello
func Hello() {}
END
export CGO_ENABLED=0
go mod tidy
go build -o ../out/plain .
go build -trimpath -o ../out/trimmed .
go build -ldflags '-s -w -X main.version=1.2.3' -o ../out/stripped .
go build -buildmode=pie -o ../out/pie .
GOEXPERIMENT=jsonv2 go build -o ../out/experiment .
GOTOOLCHAIN=go1.21.13 go build -o ../out/go1.21 .
for platform in windows/amd64 windows/386 darwin/arm64 darwin/amd64 linux/s390x linux/mips linux/arm linux/ppc64 freebsd/riscv64
do GOOS=\${platform%/*} GOARCH=\${platform#*/} go build -o ../out/\${platform/\\//-} .
done
CGO_ENABLED=1 go build -buildmode=c-shared -o ../out/shared.so .
rm ../out/*.h
cd ../out
go version -m * > ../versions
`;

const { folder, absent } = await installed(["go", "gcc"], SCRIPT);

/** What `go version -m` says of each file: `name@version` of all that is in it. */
async function truth(): Promise<Map<string, readonly string[]>> {
  return parseTruth(await readFile(path.join(folder, "versions"), "utf8"));
}

function parseTruth(text: string): Map<string, readonly string[]> {
  const found = new Map<string, string[]>();
  let modules: string[] = [];
  let flags = "";
  for (const line of text.split("\n")) {
    const [, file, goVersion] = /^([^\t]+): go([\d.]+)/.exec(line) ?? [];
    if (file !== undefined) found.set(file, (modules = [`stdlib@${goVersion}`]));
    const [, kind, name = "", version = ""] = line.split("\t");
    if (kind === "mod" || kind === "dep") modules.push(`${name}@${version === "(devel)" ? "" : version}`);
    // In place of the one before; but a folder is no name that anybody knows a module by.
    if (kind === "=>" && !name.startsWith(".")) modules.splice(-1, 1, `${name}@${version}`);
    if (kind === "=>" && name.startsWith("."))
      modules.splice(-1, 1, (modules.at(-1) ?? "").replace(/@.*/, "@"));
    flags = kind === "build" ? name : "";
    const told = /-X main\.version=([\d.]+)/.exec(flags)?.[1];
    if (told !== undefined) modules.splice(1, 1, `example.com/app@${told}`);
  }
  return found;
}

async function modulesOf(bytes: Uint8Array): Promise<readonly string[]> {
  const content = memoryContent(bytes);
  const { packages, problems } = await programs.inspect({ path: "/app", mode: 0o755, content });
  expect(problems).toEqual([]);
  return packages.map(({ name, version }) => `${name}@${version}`);
}

describe.skipIf(absent !== "")(`Go's own answer ${absent}`, () => {
  test("for a program built in every way is ours", async () => {
    const expected = await truth();
    const found = new Map<string, readonly string[]>();
    for (const file of expected.keys())
      found.set(file, await modulesOf(await readFile(path.join(folder, "out", file))));
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
    expect(expected.size).toBe(16);
    expect(expected.get("linux-s390x")).toEqual(
      expect.arrayContaining(["golang.org/x/text@v0.14.0", "example.com/local@"]),
    );
    expect(expected.get("stripped")).toContain("example.com/app@1.2.3");
    expect(await readFile(path.join(folder, "versions"), "utf8")).toMatch(
      /^experiment: go[\d.]+[ -]X:jsonv2$/m,
    );
    expect(expected.get("go1.21")).toContain("stdlib@1.21.13");
  });

  test.each(["plain", "linux-s390x", "linux-arm"])(
    "for %s is the same where its table of sections is wiped away",
    async (name) => {
      const bytes = await readFile(path.join(folder, "out", name));
      const [wide, little] = [bytes[4] === 2, bytes[5] === 1];
      // e_shoff, and the count and the index of names at the header's end.
      bytes.fill(0, wide ? 40 : 32, wide ? 48 : 36);
      bytes.fill(0, wide ? 60 : 48, wide ? 64 : 52);
      expect(little).toBe(name !== "linux-s390x");
      expect(await modulesOf(bytes)).toEqual((await truth()).get(name));
    },
  );
});

describe.skipIf(absent !== "")(`programs of before Go 1.18, made by hand ${absent}`, () => {
  let scratch = "";
  beforeAll(async () => {
    scratch = await mkdtemp(path.join(os.tmpdir(), "lumogate-go-"));
  });
  afterAll(() => rm(scratch, { recursive: true }));

  test.each([
    [8, true],
    [8, false],
    [4, true],
    [4, false],
  ] as const)(
    "are read by Go as by us, with pointers of %i bytes, the lowest first: %s",
    async (width, littleEndian) => {
      const lines = ["path\tx", "mod\texample.com/x\tv1.0.0\th1:a=", "dep\trsc.io/quote\tv1.5.2\th1:b="];
      const address = 0x400000;
      const bytes = goBuildInfoByPointers("go1.13.15", lines, { width, littleEndian, address });
      const file = elf({ wide: width === 8, littleEndian, segments: [{ bytes, address }] });
      const where = path.join(scratch, `old-${width}-${littleEndian}`);
      await writeFile(where, file, { mode: 0o755 });
      const said = parseTruth(execFileSync("go", ["version", "-m", where], { encoding: "utf8" }));
      expect([...said.values()]).toEqual([["stdlib@1.13.15", "example.com/x@v1.0.0", "rsc.io/quote@v1.5.2"]]);
      expect(await modulesOf(file)).toEqual([...said.values()][0]);
    },
  );
});
