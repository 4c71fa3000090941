import { LIMITS } from "../../limits.ts";
import type { Content } from "../../model/content.ts";
import { byteString } from "../../text.ts";
import { EVIDENCE_BEFORE, EVIDENCE_BEHIND, type Classifier } from "./classifier.ts";

export interface FoundVersion {
  readonly name: string;
  /** A byte string. */
  readonly version: string;
}

export interface SearchResult {
  readonly found: readonly FoundVersion[];
  /** Which bound ended the search before the content did. */
  readonly limit?: string;
}

/** No header of a program has so many bytes without a NUL, and no text has one at all. */
const HEAD_BYTES = 512;

const PIECE_BYTES = 1024 * 1024;

/** One row that is still looked for. */
interface Sought {
  readonly classifier: Classifier;
  readonly evidence: readonly { readonly anchor: Buffer; readonly pattern: RegExp }[];
}

/** How often something looked like a version, all rows together: a file may be made of nothing else. */
interface Places {
  count: number;
}

/**
 * Looks for all rows in one pass over a content, and stops once each has been found. The place that is first in the content counts,
 * however it is cut into chunks.
 */
export async function searchVersions(
  content: Content,
  fileName: string,
  classifiers: readonly Classifier[],
): Promise<SearchResult> {
  const found: FoundVersion[] = [];
  const isProgram = (await content.read(0, HEAD_BYTES)).includes(0);
  const rows = classifiers.filter(({ isText }) => isProgram || isText === true);
  let open = rows.map((classifier) => prepare(classifier, fileName));
  const places: Places = { count: 0 };
  const search = (bytes: Buffer, from: number, to: number): void => {
    open = open.filter((sought) => {
      const version = firstVersion(sought, bytes, { from, to, places });
      if (version !== undefined) found.push({ name: sought.classifier.name, version });
      return version === undefined;
    });
  };

  let kept: Buffer = Buffer.alloc(0);
  let searched = 0;
  let seen = 0;
  for await (const chunk of inPieces(content.chunks())) {
    if (open.length === 0 || places.count > LIMITS.searchedPlaces) break;
    if (seen > LIMITS.searchedBytes) return { found, limit: `${LIMITS.searchedBytes} bytes` };
    seen += chunk.length;
    const bytes = Buffer.concat([kept, chunk]);
    // What is too near to the end waits for the next chunk, and what was searched stays for the windows that begin in it.
    const to = Math.max(searched, bytes.length - EVIDENCE_BEHIND);
    search(bytes, searched, to);
    const start = Math.max(0, to - EVIDENCE_BEFORE);
    kept = bytes.subarray(start);
    searched = to - start;
  }
  search(kept, searched, kept.length);
  const isGivenUp = open.length > 0 && places.count > LIMITS.searchedPlaces;
  return { found, ...(isGivenUp ? { limit: `${LIMITS.searchedPlaces} places` } : {}) };
}

/** What the first place between two says, whichever evidence of the row it is. */
function firstVersion(
  { evidence }: Sought,
  bytes: Buffer,
  { from, to, places }: { readonly from: number; readonly to: number; readonly places: Places },
): string | undefined {
  let end = to;
  let first: string | undefined;
  for (const { anchor, pattern } of evidence) {
    let at = bytes.indexOf(anchor, from);
    while (at !== -1 && at < end && places.count <= LIMITS.searchedPlaces) {
      places.count += 1;
      const version = versionAt(bytes, at, pattern);
      if (version !== undefined) {
        first = version;
        end = at;
      }
      at = bytes.indexOf(anchor, at + 1);
    }
  }
  return first;
}

/** A content in memory comes as one chunk, which is not to be copied as a whole. */
async function* inPieces(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks)
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) yield chunk.subarray(at, at + PIECE_BYTES);
}

function prepare(classifier: Classifier, fileName: string): Sought {
  const evidence = classifier.evidence.flatMap(({ anchor, pattern }) => {
    const text = typeof anchor === "string" ? anchor : anchor(fileName);
    return text === undefined
      ? []
      : [{ anchor: Buffer.from(text, "latin1"), pattern: new RegExp(pattern, "g") }];
  });
  return { classifier, evidence };
}

/** The version that stands at an anchor, not one that happens to stand nearby. */
function versionAt(bytes: Buffer, anchor: number, pattern: RegExp): string | undefined {
  const start = Math.max(0, anchor - EVIDENCE_BEFORE);
  const window = byteString(bytes.subarray(start, anchor + EVIDENCE_BEHIND));
  for (const match of window.matchAll(pattern)) {
    const isHere = start + match.index <= anchor && anchor < start + match.index + match[0].length;
    if (isHere) return match[1];
  }
  return undefined;
}
