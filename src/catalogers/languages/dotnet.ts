import { isRecord, type JsonRecord } from "../../json.ts";
import type { FoundPackage } from "../../model/file-facts.ts";
import { byteString, decodeUtf8, quoted } from "../../text.ts";
import { NOTHING, type RecordCataloger } from "../cataloger.ts";
import { xmlTexts } from "../xml.ts";
import { ProblemLog } from "../problem-log.ts";
import { readPartialJson } from "./partial-json.ts";
import { distinctTexts, shortText } from "../values.ts";

/**
 * What a .NET application, or a shared framework, was published with: `NAME.deps.json` beside its assemblies (the dotnet SDK's
 * documentation, runtime-configuration-file.md). Projects in it are no packages: they are the application itself.
 */
export const dotnetDependencies = {
  name: "dotnet-deps",
  globs: ["**/*.deps.json"],
  parse: ({ path, bytes }) => {
    const { value, damage } = readPartialJson(bytes);
    const framework = sharedFramework(path);
    // Others call files that, too: only this one has both.
    if (!isRecord(value) || (!isRecord(value["libraries"]) && !isRecord(value["runtimeTarget"])))
      return {
        packages: framework,
        problems: damage === undefined || framework.length === 0 ? [] : [damage],
      };
    const log = new ProblemLog();
    if (damage !== undefined) log.add(damage.code, damage.reason);
    return { packages: [...framework, ...libraries(value, log)], problems: log.problems() };
  },
} satisfies RecordCataloger;

/** Where a .nuspec has them (NuGet's .nuspec reference). */
const [ID, VERSION, LICENSE] = [
  "package/metadata/id",
  "package/metadata/version",
  "package/metadata/license",
];
const NUSPEC_PATHS: ReadonlySet<string> = new Set([ID, VERSION, LICENSE]);

/** A package that lies unpacked where NuGet keeps them: in its cache, and as a tool that was installed. */
export const nugetFolder = {
  name: "nuget",
  globs: ["**/*.nuspec"],
  parse: ({ path, bytes }) => {
    const [file = "", version = "", name = ""] = path.split("/").toReversed();
    // Elsewhere it is what a package is made of, not one that is there: NuGet's folders are called after both.
    if (file.toLowerCase() !== `${name}.nuspec`.toLowerCase() || !/^\d/.test(version)) return NOTHING;
    const values = new Map<string, string>();
    for (const { path: at, text } of xmlTexts(decodeUtf8(byteString(bytes)).text))
      if (NUSPEC_PATHS.has(at)) values.set(at, text);
    const license = values.get(LICENSE);
    return {
      packages: [
        {
          type: "nuget",
          name: shortText(values.get(ID)) ?? name,
          version: shortText(values.get(VERSION)) ?? version,
          ...(license === undefined ? {} : { licenses: distinctTexts([license]) }),
        },
      ],
      problems: [],
    };
  },
} satisfies RecordCataloger;

/** `dotnet/shared/Microsoft.NETCore.App/8.0.1/…` is what `dotnet --list-runtimes` tells, by the folders' names as well. */
function sharedFramework(path: string): FoundPackage[] {
  const [file = "", version = "", name = "", shared = ""] = path.split("/").toReversed();
  if (shared !== "shared" || file !== `${name}.deps.json` || !/^\d/.test(version)) return [];
  return [{ type: "nuget", name, version }];
}

function libraries(document: JsonRecord, log: ProblemLog): FoundPackage[] {
  const found: FoundPackage[] = [];
  const all = isRecord(document["libraries"]) ? document["libraries"] : {};
  const withoutFiles = librariesWithoutFiles(document["targets"]);
  for (const [key, library] of Object.entries(all)) {
    const type = isRecord(library) ? library["type"] : undefined;
    if ((type !== "package" && type !== "runtimepack") || withoutFiles.has(key)) continue;
    const slash = key.indexOf("/");
    const name = shortText(key.slice(0, slash).replace(/^runtimepack\./, ""));
    if (slash <= 0 || name === undefined)
      log.add("malformed", `A library is called ${quoted(key)}, not by a name and a version.`);
    else found.push({ type: "nuget", name, version: shortText(key.slice(slash + 1)) ?? "" });
  }
  return found;
}

const FILES = ["runtime", "runtimeTargets", "native", "resources"];

/**
 * Libraries that are in the targets, and of which none has a file there: analyzers, build tasks and packages that only name others
 * are recorded, and were not published.
 */
function librariesWithoutFiles(targets: unknown): ReadonlySet<string> {
  const without = new Set<string>();
  const withFiles = new Set<string>();
  for (const target of isRecord(targets) ? Object.values(targets) : []) {
    for (const [key, library] of isRecord(target) ? Object.entries(target) : []) {
      const hasFiles = isRecord(library) && FILES.some((kind) => isRecord(library[kind]));
      (hasFiles ? withFiles : without).add(key);
    }
  }
  return new Set([...without].filter((key) => !withFiles.has(key)));
}
