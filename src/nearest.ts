/**
 * The candidate that a misspelt word most likely meant, or undefined where none is near: at most one edit for
 * every three letters of the longer word. Case does not count. A tie goes to the first candidate.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: { candidate: string; edits: number } | undefined;
  for (const candidate of candidates) {
    const longer = Math.max(word.length, candidate.length);
    const allowed = Math.max(1, Math.floor(longer / 3));
    // The difference in length alone needs that many edits; it also keeps a huge word from costing anything.
    if (Math.abs(word.length - candidate.length) > allowed) continue;
    const edits = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (edits <= allowed && (best === undefined || edits < best.edits)) best = { candidate, edits };
  }
  return best?.candidate;
}

/** ` Did you mean "packages.banned"?`, with its leading space, or nothing where no candidate is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const near = nearest(word, candidates);
  return near === undefined ? "" : ` Did you mean "${near}"?`;
}

/** The hint of an unknown rule: all that there are, unless one is near, which a list of all would only bury. */
export function whichRules(id: string, known: Iterable<string>): string {
  const ids = Array.from(known).toSorted();
  return nearest(id, ids) === undefined
    ? `Rules are: ${ids.join(", ")}.`
    : "lumogate policy docs describes the rules that lumogate ships.";
}

/**
 * Damerau-Levenshtein distance (optimal string alignment): insertions, deletions, substitutions, and swaps of
 * neighbours, each one edit.
 */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let edits = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        edits = Math.min(edits, at(beforeLast, column - 2) + 1);
      }
      current.push(edits);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
