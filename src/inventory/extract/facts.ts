import { LIMITS } from "../../limits.ts";
import type { FileFacts, FileFindings, FoundPackage } from "../../model/file-facts.ts";

/**
 * What is kept of a file, as JSON.
 *
 * @returns at most `LIMITS.factsBytes` bytes, but for problems: of more packages than fit only the first are kept, with a
 *   problem that says so; undefined where there is nothing to keep
 */
export function encodeFacts(facts: FileFacts): Uint8Array | undefined {
  if (Object.keys(facts).length === 0) return undefined;
  const bytes = Buffer.from(JSON.stringify(facts));
  if (bytes.length <= LIMITS.factsBytes || facts.found === undefined) return bytes;
  return Buffer.from(JSON.stringify({ ...facts, found: cut(facts.found) }));
}

function cut(found: readonly FileFindings[]): FileFindings[] {
  let left: number = LIMITS.factsBytes;
  const fits = (one: FoundPackage): boolean => {
    left -= Buffer.byteLength(JSON.stringify(one));
    return left >= 0;
  };
  return found.map(({ by, packages, problems }) => {
    const end = packages.findIndex((one) => !fits(one));
    if (end === -1) return { by, packages, problems };
    const reason = `What stands in it about its ${packages.length} packages has more than ${LIMITS.factsBytes} bytes (limit factsBytes).`;
    return { by, packages: packages.slice(0, end), problems: [...problems, { code: "limit", reason }] };
  });
}
