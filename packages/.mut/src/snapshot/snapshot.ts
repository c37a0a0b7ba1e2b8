/** A whole machine as bytes, and back. What is in them, and what is not, is told in docs/snapshot.md. */
import type { MachineCore } from '../core.ts';
import { MachineError } from '../error.ts';
import type { MachineOptions } from '../options.ts';
import { loadConfiguration, mergedOptions, saveConfiguration } from './configuration.ts';
import type { Stateful } from './fields.ts';
import { headerOf, Kind, seal, unseal } from './format.ts';
import { LoadedFields } from './load.ts';
import { SavedFields } from './save.ts';
import { lengthOf } from './sparse.ts';

const CONFIGURATION = 'configuration';

/** The machine between two steps. */
export function takeSnapshot(core: MachineCore): Uint8Array {
  const parts: Uint8Array[] = [];
  const section = (name: string, save: (fields: SavedFields) => void): void => {
    const fields = new SavedFields();
    save(fields);
    parts.push(headerOf(name, Kind.Bytes, lengthOf(fields.parts)), ...fields.parts);
  };
  section(CONFIGURATION, (fields) => saveConfiguration(fields, core.options));
  for (const [name, part] of core.parts) section(name, (fields) => part.exchange(fields));
  return seal(parts, lengthOf(parts));
}

/** A snapshot whose checksum is good; what it says is yet to be checked. */
export class Opened {
  readonly #sections: Map<string, Uint8Array>;

  constructor(bytes: Uint8Array) {
    this.#sections = unseal(bytes);
  }

  /** The options for a machine that can {@link into take it over}. */
  options(options: MachineOptions): MachineOptions {
    const fields = this.#fields(CONFIGURATION);
    const configuration = loadConfiguration(fields);
    fields.end();
    return mergedOptions(configuration, options);
  }

  /** Loads all parts of a new machine; the back-ends' own state only if everything was good. */
  into(parts: readonly (readonly [name: string, part: Stateful])[]): void {
    const known = new Set([CONFIGURATION, ...parts.map(([name]) => name)]);
    for (const name of this.#sections.keys()) {
      if (!known.has(name)) throw mismatch(`the snapshot has a ${name}, which this machine has not`);
    }
    const commits = parts.flatMap(([name, part]) => {
      const fields = this.#fields(name);
      part.exchange(fields);
      fields.end();
      return fields.commits;
    });
    for (const commit of commits) commit();
  }

  #fields(name: string): LoadedFields {
    const bytes = this.#sections.get(name);
    if (bytes === undefined) throw mismatch(`the snapshot has no ${name}`);
    return new LoadedFields(name, bytes);
  }
}

const mismatch = (what: string): MachineError =>
  new MachineError('E_SNAPSHOT_MISMATCH', `${what}; restore it with the devices and the version that it was made with`);
