import { execFileSync } from "node:child_process";
import { chmodSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { dotnetDependencies, nugetFolder } from "../../../src/catalogers/languages/dotnet.ts";
import { cataloged } from "../../support/cataloged.ts";
import { installed } from "../../support/installed.ts";

/** Packages of PyPI that have .NET in them: a runtime that runs, and an application's libraries. */
const SCRIPT = `
python3 -m pip download --quiet --no-deps --only-binary :all: --platform manylinux1_x86_64 dotnetcore2==3.1.23
python3 -m pip download --quiet --no-deps pythonnet==3.0.3
for wheel in *.whl; do python3 -m zipfile -e $wheel .; rm $wheel; done
`;
const { folder, absent } = await installed(["python3"], SCRIPT);

describe.skipIf(absent !== "")(`beside .NET ${absent}`, () => {
  it("finds the runtimes that dotnet --list-runtimes tells", async () => {
    const dotnet = path.join(folder, "dotnetcore2/bin/dotnet");
    chmodSync(dotnet, 0o755);
    const told = execFileSync(dotnet, ["--list-runtimes"], { encoding: "utf8" });
    const expected = told
      .trim()
      .split("\n")
      .map((line) => line.split(" ").slice(0, 2).join(" "));
    const files = await cataloged(path.join(folder, "dotnetcore2"), [dotnetDependencies]);
    const runtimes = files
      .flatMap(({ packages }) => packages)
      .filter(({ name }) => name === "Microsoft.NETCore.App");
    expect(runtimes.map(({ name, version }) => `${name} ${version}`)).toEqual(expected);
  });

  it("finds the libraries that lie beside an application, and no other that it was built with", async () => {
    const files = await cataloged(path.join(folder, "pythonnet"), [dotnetDependencies]);
    expect(
      files.flatMap(({ packages }) => packages.map(({ name, version }) => `${name} ${version}`)).toSorted(),
    ).toEqual([
      "Microsoft.CSharp 4.7.0",
      "System.Reflection.Emit 4.3.0",
      "System.Reflection.Emit.ILGeneration 4.3.0",
    ]);
  });
});

describe("a deps.json", () => {
  const document = {
    runtimeTarget: { name: ".NETCoreApp,Version=v8.0/linux-x64" },
    targets: {
      ".NETCoreApp,Version=v8.0": {},
      ".NETCoreApp,Version=v8.0/linux-x64": {
        "Till/1.0.0": { dependencies: { "Newtonsoft.Json": "13.0.3" }, runtime: { "Till.dll": {} } },
        "Newtonsoft.Json/13.0.3": { runtime: { "lib/net6.0/Newtonsoft.Json.dll": {} } },
        "Microsoft.SourceLink.GitHub/8.0.0": { dependencies: {} },
        "SQLitePCLRaw.lib/2.1.6": { native: { "runtimes/linux-x64/native/libe_sqlite3.so": {} } },
        "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.4": { runtime: {} },
      },
    },
    libraries: {
      "Till/1.0.0": { type: "project", serviceable: false, sha512: "" },
      "Newtonsoft.Json/13.0.3": { type: "package", serviceable: true, sha512: "sha512-x" },
      "Microsoft.SourceLink.GitHub/8.0.0": { type: "package" },
      "SQLitePCLRaw.lib/2.1.6": { type: "package" },
      "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.4": { type: "runtimepack" },
      "System.Reference/1.0.0.0": { type: "reference" },
    },
  };
  const expected = [
    "Newtonsoft.Json 13.0.3",
    "SQLitePCLRaw.lib 2.1.6",
    "Microsoft.NETCore.App.Runtime.linux-x64 8.0.4",
  ];

  it("names packages and runtimes; projects, references and what was not published are none", () => {
    expect(parse(JSON.stringify(document))).toEqual({ names: expected, problems: [] });
    expect(parse(`\u{feff}${JSON.stringify(document)}`)).toEqual({ names: expected, problems: [] });
  });

  it("that is cut keeps what stands before, and says so", () => {
    const text = JSON.stringify(document);
    const start = text.indexOf('"libraries"');
    for (let length = start; length < text.length; length += 1) {
      const { names, problems } = parse(text.slice(0, length));
      expect(names).toEqual(expected.slice(0, names.length));
      expect(problems).toEqual(["truncated"]);
    }
    expect(parse(text.slice(0, text.indexOf('"SQLitePCLRaw.lib/2.1.6":{"type"'))).names).toEqual(
      expected.slice(0, 1),
    );
  });

  it("of somebody else's is none", () => {
    for (const other of ["[]", '{"a":1}', "no JSON", ""])
      expect(parse(other)).toEqual({ names: [], problems: [] });
  });
});

describe("a .nuspec", () => {
  const xml =
    "<package><metadata><id>dotnet-Till</id><version>1.2.3</version><license type='expression'>MIT</license></metadata></package>";
  const at = "/root/.nuget/packages/dotnet-till/1.2.3/dotnet-till.nuspec";

  it("where NuGet keeps its packages is one, by what it says or by its folders", () => {
    expect(parseNuspec(at, xml).packages).toEqual([
      { type: "nuget", name: "dotnet-Till", version: "1.2.3", licenses: ["MIT"] },
    ]);
    expect(parseNuspec(at, "<pack").packages).toEqual([
      { type: "nuget", name: "dotnet-till", version: "1.2.3" },
    ]);
  });

  it("elsewhere is what one is made of", () => {
    expect(parseNuspec("/src/till/till.nuspec", xml).packages).toEqual([]);
  });
});

function parse(text: string): { names: string[]; problems: string[] } {
  const found = dotnetDependencies.parse({ path: "/app/Till.deps.json", bytes: Buffer.from(text) });
  return {
    names: found.packages.map(({ name, version }) => `${name} ${version}`),
    problems: found.problems.map(({ code }) => code),
  };
}

function parseNuspec(at: string, text: string): ReturnType<typeof nugetFolder.parse> {
  return nugetFolder.parse({ path: at, bytes: Buffer.from(text) });
}
