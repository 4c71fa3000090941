import { lstat, readdir } from "node:fs/promises";
import path from "node:path";
import { compileGlob, isPlain } from "./glob.ts";
import type { IgnoreRules } from "./ignore.ts";

/**
 * The places in a context that a build looks at, where BuildKit has named them (`followpaths`: the sources of COPY): to
 * send only those spares the `.git` and the data sets that nobody has ignored. The answer may hold more than is
 * needed, never less: undefined, for everything, where a link would have to be followed or something is not there.
 *
 * @param asked paths and patterns relative to the root
 */
export async function placesToSend(root: string, asked: readonly string[]): Promise<string[] | undefined> {
  const places: string[] = [];
  for (const one of asked) {
    const components = path.posix
      .normalize(`/${one}`)
      .split("/")
      .filter((component) => component !== "");
    const found = await expand(root, "", components);
    if (found === undefined) return undefined;
    places.push(...found);
  }
  return places.includes("") ? undefined : places;
}

async function expand(
  root: string,
  at: string,
  components: readonly string[],
): Promise<string[] | undefined> {
  const [component, ...rest] = components;
  if (component === undefined) return [at];
  const found: string[] = [];
  for (const name of await namesLike(path.join(root, at), component)) {
    const here = at === "" ? name : `${at}/${name}`;
    const stats = await lstat(path.join(root, here)).catch(() => undefined);
    if (stats === undefined || stats.isSymbolicLink()) return undefined;
    const below = await expand(root, here, rest);
    if (below === undefined) return undefined;
    found.push(...below);
  }
  return found;
}

async function namesLike(folder: string, component: string): Promise<string[]> {
  if (isPlain(component)) return [component];
  // In COPY `**` is no more than `*`; then, as for what is malformed, rather all.
  const matches = component.includes("**") ? undefined : compileGlob(component);
  const names = await readdir(folder).catch(() => []);
  return matches === undefined ? names : names.filter(matches);
}

/** The same rules, with all that lies elsewhere ignored too. */
export function within(places: readonly string[], rules: IgnoreRules): IgnoreRules {
  const holds = (it: string): boolean => places.some((place) => it === place || it.startsWith(`${place}/`));
  return {
    judge(it, above) {
      const judgement = rules.judge(it, above);
      return holds(it) ? judgement : { ...judgement, ignored: true };
    },
    mayKeepBelow: (folder) =>
      holds(folder) ? rules.mayKeepBelow(folder) : places.some((place) => place.startsWith(`${folder}/`)),
  };
}
