/** Fields on their way out of a snapshot, none of them believed. */
import { MachineError } from '../error.ts';
import type { BackendState, Fields } from './fields.ts';
import { asBytes, damaged, Kind, readField, textOf } from './format.ts';
import { fillFrom, sparseRuns } from './sparse.ts';

export class LoadedFields implements Fields {
  readonly direction = 'load';
  /** What is to be done when everything else was loaded: back-ends are not the machine's, and keep what they have until then. */
  readonly commits: (() => void)[] = [];
  readonly #section: string;
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(section: string, bytes: Uint8Array) {
    this.#section = section;
    this.#bytes = bytes;
  }

  integer(name: string, _value: number, max: number = Number.MAX_SAFE_INTEGER): number {
    const { value } = this.#next(name, Kind.Number);
    // Not −0 either, which is another number than 0.
    if (Number.isSafeInteger(value) && !Object.is(value, -0) && value >= 0 && value <= max) return value;
    return this.refuse(`${name} is ${value}`);
  }

  limit(name: string, _value: number): number {
    const { value } = this.#next(name, Kind.Number);
    const known = (Number.isSafeInteger(value) && !Object.is(value, -0)) || Math.abs(value) === Infinity;
    return known ? value : this.refuse(`${name} is ${value}`);
  }

  flag(name: string, _value: boolean): boolean {
    return this.integer(name, 0, 1) === 1;
  }

  bytes(name: string, _value: Uint8Array, max: number = Infinity): Uint8Array {
    const { bytes } = this.#next(name, Kind.Bytes);
    return bytes.length <= max ? bytes.slice() : this.refuse(`${name} has ${bytes.length} bytes, more than ${max}`);
  }

  text(name: string, _value: string): string {
    const { bytes } = this.#next(name, Kind.Bytes);
    return bytes.length % 2 === 0 ? textOf(bytes) : this.refuse(`${name} has half a character`);
  }

  array(name: string, target: ArrayBufferView): void {
    const { bytes } = this.#next(name, Kind.Bytes);
    if (bytes.length !== target.byteLength) {
      this.refuse(`${name} has ${bytes.length} bytes, not ${target.byteLength}`);
    }
    asBytes(target).set(bytes);
  }

  sparse(name: string, target: Uint8Array): void {
    const runs = sparseRuns(this.#next(name, Kind.Bytes).bytes, target.length);
    if (runs === undefined) this.refuse(`${name} are not ${target.length} bytes`);
    else fillFrom(runs, target);
  }

  same(name: string, value: ArrayBufferView): void {
    const { bytes } = this.#next(name, Kind.Bytes);
    const own = asBytes(value);
    if (bytes.length === own.length && bytes.every((byte, i) => byte === own[i])) return;
    const message = `${this.#section} has another ${name} in the snapshot (${[...bytes].join(' ')}) than in this machine`;
    throw new MachineError(
      'E_SNAPSHOT_MISMATCH',
      `${message} (${[...own].join(' ')}); restore it with the same devices`,
    );
  }

  backend(name: string, state: BackendState | undefined): void {
    if (!this.flag(`has ${name}`, false)) return;
    const { bytes } = this.#next(name, Kind.Bytes);
    if (state === undefined) {
      const message = `the snapshot holds the ${name} of ${this.#section}, which this one cannot take over`;
      throw new MachineError('E_SNAPSHOT_MISMATCH', `${message}; give it a back-end of the kind that was saved`);
    }
    const commit = state.load(bytes);
    if (commit === undefined) this.refuse(`the ${name} are not what this back-end saves`);
    else this.commits.push(commit);
  }

  refuse(reason: string): never {
    throw damaged(`section ${this.#section}: ${reason}`);
  }

  /** To be called when the part has had all its fields: there must be no more. */
  end(): void {
    if (this.#at < this.#bytes.length) this.#unexpected(readField(this.#bytes, this.#at).name, 'its end');
  }

  #next(name: string, kind: Kind): { readonly value: number; readonly bytes: Uint8Array } {
    if (this.#at >= this.#bytes.length) return this.#unexpected('its end', name);
    const field = readField(this.#bytes, this.#at);
    if (field.name !== name || field.kind !== kind) return this.#unexpected(field.name, name);
    this.#at = field.end;
    return field;
  }

  /** The checksum was good: this is what another version of the machine has saved. */
  #unexpected(found: string, expected: string): never {
    const message = `section ${this.#section} has ${JSON.stringify(found)} where ${JSON.stringify(expected)} belongs`;
    throw new MachineError(
      'E_SNAPSHOT_VERSION',
      `${message}; use the version of @racho/machine that made the snapshot`,
    );
  }
}
