/** Programs by what they do it with: one that is first of its kind, and those that do the same in another way, with another name or in another place. */

interface Program {
  readonly what: string;
  readonly variantOf?: string;
}

/** Each mechanism's programs follow each other, the plainest first. */
export function byMechanism<T extends Program>(programs: readonly T[]): T[] {
  const heads = programs.filter(({ variantOf }) => variantOf === undefined);
  return heads.flatMap((head) => [head, ...programs.filter(({ variantOf }) => variantOf === head.what)]);
}

/** How many there are among these programs, of which some may be variants of others that are not. */
export function mechanismsOf(programs: readonly Program[]): number {
  return new Set(programs.map(({ what, variantOf }) => variantOf ?? what)).size;
}
