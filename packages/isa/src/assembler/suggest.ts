/** "Did you mean": the nearest of some names. */

/** Edits (insertions, deletions, replacements, swaps of neighbours) that turn one text into the other. */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const swapped = i > 0 && j > 0 && a[i] === b[j - 1] && a[i - 1] === b[j];
      const replaced = row[j]! + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, replaced, swapped ? before[j - 1]! + 1 : Infinity));
    }
    [before, row] = [row, next];
  }
  return row[b.length]!;
}

/** `; did you mean "…"?` with the nearest name, or nothing when none is near: an edit for three letters. */
export function suggestion(name: string, known: Iterable<string>): string {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(name, candidate);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best === undefined ? '' : `; did you mean "${best}"?`;
}
