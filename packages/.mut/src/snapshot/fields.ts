/**
 * What a part of the machine says of itself for a snapshot: one list of named fields that serves for saving and for loading,
 * so that the two cannot disagree.
 */

/** Host-side state that only its owner understands: what a disk holds, where a generator is. */
export interface BackendState {
  /** The state as bytes; the same state gives the same bytes. */
  readonly save: () => Uint8Array;
  /**
   * Checks bytes that `save` of a back-end like this one gave, and changes nothing: gives what puts them into effect, or
   * `undefined` if they are no such bytes. They may come from anywhere, and are valid until that was called.
   */
  readonly load: (bytes: Uint8Array) => (() => void) | undefined;
}

/**
 * Each method takes the field's value as it is. While saving it writes that down and gives it back; while loading it gives the
 * snapshot's, checked, in its place. Throws MachineError `E_SNAPSHOT_…` for what cannot be saved or is not to be believed.
 */
export interface Fields {
  readonly direction: 'save' | 'load';
  /** An integer from 0 to `max`, by default the largest safe one. */
  readonly integer: (name: string, value: number, max?: number) => number;
  /** A safe integer of either sign, or an infinity. */
  readonly limit: (name: string, value: number) => number;
  readonly flag: (name: string, value: boolean) => boolean;
  /** At most `max` bytes. What was loaded is an array of its own. */
  readonly bytes: (name: string, value: Uint8Array, max?: number) => Uint8Array;
  readonly text: (name: string, value: string) => string;
  /** Elements of an array of fixed length, which are loaded in place; little-endian, as the host. */
  readonly array: (name: string, target: ArrayBufferView) => void;
  /** The same for large ones: blocks of zeros take no room. */
  readonly sparse: (name: string, target: Uint8Array) => void;
  /** What must be the same in the machine that loads, as it is not state but what the machine is made of. */
  readonly same: (name: string, value: ArrayBufferView) => void;
  /** A back-end's own state, if it has any; loaded when all else is known to be good. */
  readonly backend: (name: string, state: BackendState | undefined) => void;
  /** While loading: says that the values do not go together. */
  readonly refuse: (reason: string) => never;
}

/** A part of the machine that has state. */
export interface Stateful {
  /** Passes all that determines the part's future through `fields`, always in the same order; caches of it as well, if losing them can be noticed. */
  readonly exchange: (fields: Fields) => void;
}
