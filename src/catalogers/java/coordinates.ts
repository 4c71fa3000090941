/** What a Maven artifact is called. */
export interface Coordinates {
  readonly group?: string;
  readonly artifact: string;
  /** Empty where nothing tells it. */
  readonly version: string;
  readonly licenses?: readonly string[];
}

/** What build tools leave behind where nobody set a value. */
const NO_VALUES = new Set(["", "null", "none", "unknown", "unspecified", "undefined", "-"]);
const LONGEST = 256;

/** A value that says something; undefined for `${project.version}`, `@VERSION@`, `unspecified` and their kind. */
export function meaningful(value: string | undefined): string | undefined {
  const text = value?.trim() ?? "";
  const isPlaceholder =
    text.includes("${") || text.includes("%{") || (text.startsWith("@") && text.endsWith("@"));
  return isPlaceholder || NO_VALUES.has(text.toLowerCase()) || text.length > LONGEST ? undefined : text;
}

/** `group:artifact`, as Maven writes it. */
export function fullName({ group, artifact }: Coordinates): string {
  return group === undefined ? artifact : `${group}:${artifact}`;
}
