import { compareDigits, type Order, type Ordering, orderOf } from "./ordering.ts";

/** Debian's order, deb-version(7), as dpkg itself compares: epoch, upstream version, revision. */
export const dpkg: Ordering = {
  syntax: "a Debian version, [epoch:]upstream[-revision]",
  isValid: (version) => parse(version) !== undefined,
  compare: compareDpkg,
};

interface DpkgVersion {
  readonly epoch: string;
  readonly upstream: string;
  readonly revision: string;
}

/** @throws RangeError where one of them is not a version that `dpkg --validate-version` takes */
export function compareDpkg(a: string, b: string): Order {
  const left = parseOrThrow(a);
  const right = parseOrThrow(b);
  return (
    compareDigits(left.epoch, right.epoch) ||
    comparePart(left.upstream, right.upstream) ||
    comparePart(left.revision, right.revision)
  );
}

/** An epoch is a C int. */
const EPOCH_MAX = 2_147_483_647;

function parse(version: string): DpkgVersion | undefined {
  const colon = version.indexOf(":");
  const epoch = colon < 0 ? "0" : version.slice(0, colon);
  if (!/^\d+$/.test(epoch) || Number(epoch) > EPOCH_MAX) return undefined;
  const rest = version.slice(colon + 1);
  // The revision starts after the last hyphen; those before it belong to the upstream version.
  const hyphen = rest.lastIndexOf("-");
  const upstream = hyphen < 0 ? rest : rest.slice(0, hyphen);
  const revision = hyphen < 0 ? "" : rest.slice(hyphen + 1);
  if (!/^\d[A-Za-z0-9.+~:-]*$/.test(upstream)) return undefined;
  if (hyphen >= 0 && !/^[A-Za-z0-9.+~]+$/.test(revision)) return undefined;
  return { epoch, upstream, revision };
}

function parseOrThrow(version: string): DpkgVersion {
  const parsed = parse(version);
  if (parsed === undefined) throw new RangeError(`${JSON.stringify(version)} is not ${dpkg.syntax}`);
  return parsed;
}

/** Runs of non-digits and of digits take turns; the first difference decides. A missing revision equals "0". */
function comparePart(a: string, b: string): Order {
  const left = runs(a);
  const right = runs(b);
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const [leftText = "", leftDigits = ""] = left[index] ?? [];
    const [rightText = "", rightDigits = ""] = right[index] ?? [];
    const order = compareNonDigits(leftText, rightText) || compareDigits(leftDigits, rightDigits);
    if (order !== 0) return order;
  }
  return 0;
}

/** `1.2a` as [["", "1"], [".", "2"], ["a", ""]]. */
function runs(part: string): (readonly [string, string])[] {
  return Array.from(part.matchAll(/(\D*)(\d*)/g), ([, text = "", digits = ""]) => [text, digits] as const);
}

function compareNonDigits(a: string, b: string): Order {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const order = orderOf(weight(a, index) - weight(b, index));
    if (order !== 0) return order;
  }
  return 0;
}

/** A tilde sorts before everything, even the end; then the end, then letters, then all other characters. */
function weight(text: string, index: number): number {
  const character = text.charAt(index);
  if (character === "~") return -1;
  if (character === "") return 0;
  return /[A-Za-z]/.test(character) ? character.charCodeAt(0) : character.charCodeAt(0) + 256;
}
