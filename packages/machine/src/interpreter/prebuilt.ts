/**
 * An interpreter that was made when the package was built: the one that machines with one hart and no special options need. Here, in the
 * sources, there is none; `scripts/prebuild.ts` writes what stands in its place in what is published.
 */
export interface Prebuilt {
  /** Of what it is the interpreter, as `modules.ts` names it. */
  readonly name: string;
  /** The module's bytes in base64. */
  readonly base64: string;
}

export const prebuilt: Prebuilt | undefined = undefined;
