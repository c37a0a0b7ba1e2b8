/** Fields on their way into a snapshot. */
import { MachineError } from '../error.ts';
import type { BackendState, Fields } from './fields.ts';
import { asBytes, headerOf, Kind, textBytes } from './format.ts';
import { lengthOf, sparseParts } from './sparse.ts';

export class SavedFields implements Fields {
  readonly direction = 'save';
  /** All that was said, in order. Views of the machine's memory are among it: to be copied before anything runs. */
  readonly parts: Uint8Array[] = [];

  integer(name: string, value: number): number {
    return this.limit(name, value);
  }

  limit(name: string, value: number): number {
    this.parts.push(headerOf(name, Kind.Number, value));
    return value;
  }

  flag(name: string, value: boolean): boolean {
    this.limit(name, value ? 1 : 0);
    return value;
  }

  bytes(name: string, value: Uint8Array): Uint8Array {
    this.#push(name, [value]);
    return value;
  }

  text(name: string, value: string): string {
    this.#push(name, [textBytes(value)]);
    return value;
  }

  array(name: string, target: ArrayBufferView): void {
    this.#push(name, [asBytes(target)]);
  }

  sparse(name: string, target: Uint8Array): void {
    this.#push(name, sparseParts(target));
  }

  same(name: string, value: ArrayBufferView): void {
    this.array(name, value);
  }

  backend(name: string, state: BackendState | undefined): void {
    if (this.flag(`has ${name}`, state !== undefined)) this.#push(name, [state!.save()]);
  }

  refuse(reason: string): never {
    throw new MachineError('E_SNAPSHOT_UNSUPPORTED', reason);
  }

  #push(name: string, parts: readonly Uint8Array[]): void {
    this.parts.push(headerOf(name, Kind.Bytes, lengthOf(parts)), ...parts);
  }
}
