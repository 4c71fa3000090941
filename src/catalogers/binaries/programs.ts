import { NOTHING, type ContentCataloger, type ParsedFile } from "../cataloger.ts";
import { readAuditable } from "./cargo-auditable.ts";
import type { Executable } from "./executable.ts";
import { readGoBuildInfo } from "./go-build-info.ts";
import { goPackages } from "./go-modules.ts";
import { readPackageNote } from "./package-note.ts";
import { EXECUTABLE_MAGICS, readExecutable } from "./read-executable.ts";

/**
 * What programs and libraries say about themselves: Go's modules, Rust's crates, the package that they were built for. It
 * runs over every program of an image, so that it looks at tables first, and further only where they point at something.
 */
export const programs = {
  name: "programs",
  globs: ["**"],
  magics: EXECUTABLE_MAGICS,
  inspect: async ({ content }) => {
    const { executables, truncated } = await readExecutable(content);
    const found: ParsedFile[] = [];
    for (const executable of executables) {
      found.push(
        await readGo(executable),
        await readAuditable(executable),
        await readPackageNote(executable),
      );
      found.push(packed(executable));
    }
    if (truncated !== undefined) found.push(problem("truncated", `This program is cut off: ${truncated}.`));
    return merge(found);
  },
} satisfies ContentCataloger;

async function readGo(executable: Executable): Promise<ParsedFile> {
  const info = await readGoBuildInfo(executable);
  if (info === undefined) return NOTHING;
  return "problem" in info ? problem("malformed", `Of this program, ${info.problem}`) : goPackages(info);
}

/** What is in a packed program shows only when it runs, and nothing of an image is ever run. */
function packed({ packer }: Executable): ParsedFile {
  if (packer === undefined) return NOTHING;
  return problem("packed", `This program is packed by ${packer}, so what it is made of cannot be told.`);
}

function problem(code: string, reason: string): ParsedFile {
  return { packages: [], problems: [{ code, reason }] };
}

/** The parts of a fat file are one program for several processors: they say the same. */
function merge(all: readonly ParsedFile[]): ParsedFile {
  const packages = new Map(all.flatMap((one) => one.packages).map((one) => [JSON.stringify(one), one]));
  const problems = new Map(all.flatMap((one) => one.problems).map((one) => [JSON.stringify(one), one]));
  return { packages: [...packages.values()], problems: [...problems.values()] };
}
