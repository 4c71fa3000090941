import { LIMITS } from "../limits.ts";

/**
 * A value of a package's record as text of one line, without blanks around it.
 *
 * @returns undefined for what says nothing, and for what is too long to be a name, a version, or a licence's
 */
export function shortText(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length > LIMITS.recordedChars) return undefined;
  const text = value.trim();
  return text === "" || /[\n\r\0]/.test(text) ? undefined : text;
}

/** The values that say something, each once: licences, by whatever means a record names them. */
export function distinctTexts(values: Iterable<unknown>): string[] {
  const texts = new Set<string>();
  for (const value of values) {
    if (texts.size === LIMITS.recordedLicenses) break;
    const text = shortText(value);
    if (text !== undefined) texts.add(text);
  }
  return [...texts];
}

/** `Jane Doe <jane@example.org>`, or what there is of it. */
export function person(name: string | undefined, address: string | undefined): string | undefined {
  if (name === undefined || address === undefined) return name ?? address;
  return address.includes("<") ? address : `${name} <${address}>`;
}
