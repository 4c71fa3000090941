import { FORMATS, type FormatCheck } from "./formats.ts";

/**
 * The formats as ajv calls them, at once and with a yes or a no. What a format needs is loaded beforehand, by
 * `loadFormats`; schemas that the build has compiled name these functions.
 */
const loaded = new Map<string, FormatCheck>();

export const formatChecks: Readonly<Record<string, (text: string) => boolean>> = Object.fromEntries(
  Array.from(FORMATS.keys(), (name) => [name, (text: string) => formatProblem(name, text) === undefined]),
);

/** Makes formats ready to be asked. */
export async function loadFormats(names: readonly string[]): Promise<void> {
  for (const name of names) {
    const format = FORMATS.get(name);
    if (format !== undefined && !loaded.has(name)) loaded.set(name, await format.load());
  }
}

/** @returns a clause that says why the text is none; undefined where it is one. The format has been loaded. */
export function formatProblem(name: string, text: string): string | undefined {
  const check = loaded.get(name);
  if (check === undefined) throw new RangeError(`the format ${name} has not been loaded`);
  return check(text);
}
