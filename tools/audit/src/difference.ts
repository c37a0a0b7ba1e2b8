/** How one report becomes another: the lines that go and come, each below the heading that it stands under. */

/** `isHeading` tells lines that say what the next ones are about. */
export function difference(
  before: readonly string[],
  after: readonly string[],
  isHeading: (line: string) => boolean,
): string[] {
  const common = commonFrom(before, after);
  const found: string[] = [];
  let heading: string | undefined;
  let [i, j] = [0, 0];
  const say = (sign: string, line: string): void => {
    if (heading !== undefined && !isHeading(line)) found.push(`  ${heading}`);
    heading = undefined;
    found.push(`${sign} ${line}`);
  };
  while (i < before.length || j < after.length) {
    const [old, now] = [before[i], after[j]];
    if (old !== undefined && old === now) {
      if (isHeading(old)) heading = old;
      i++;
      j++;
    } else if (now === undefined || (old !== undefined && common(i + 1, j) >= common(i, j + 1))) {
      say('-', old!);
      i++;
    } else {
      say('+', now);
      j++;
    }
  }
  return found;
}

/** The length of the longest common subsequence of what is left from `i` on in one, and from `j` on in the other. */
function commonFrom(before: readonly string[], after: readonly string[]): (i: number, j: number) => number {
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j]!;
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      lengths[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  return (i, j) => (i > before.length || j > after.length ? 0 : at(i, j));
}
