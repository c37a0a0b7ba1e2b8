/** What the machine in a snapshot is made of, as far as it is not the host's: enough to build it again, and to reset it. */
import { MachineError } from '../error.ts';
import { resolveOptions, type MachineOptions, type ResolvedOptions } from '../options.ts';
import type { Fields } from './fields.ts';

type Image = Uint8Array | undefined;

const NONE = new Uint8Array(0);
const BIOS = ['sbi', 'none', 'image'] as const;
const CLOCKS = ['deterministic', 'wall'] as const;

/** The options that a snapshot has of itself. */
export type Configuration = Required<Pick<MachineOptions, 'memory' | 'harts' | 'bios' | 'bootargs'>> & {
  readonly clock: (typeof CLOCKS)[number];
  readonly kernel: Image;
  readonly initrd: Image;
};

const empty: Configuration = {
  ...{ memory: 0, harts: 0, clock: 'wall', bios: 'none', bootargs: '', kernel: undefined, initrd: undefined },
};

const clockKind = (clock: MachineOptions['clock']): Configuration['clock'] =>
  clock === 'deterministic' ? 'deterministic' : 'wall';

function choice<T>(fields: Fields, name: string, choices: readonly T[], value: T): T {
  return choices[fields.integer(name, choices.indexOf(value), choices.length - 1)]!;
}

function image(fields: Fields, name: string, value: Image): Image {
  return fields.flag(`has ${name}`, value !== undefined) ? fields.bytes(name, value ?? NONE) : undefined;
}

function exchange(fields: Fields, configuration: Configuration): Configuration {
  const { bios } = configuration;
  const memory = fields.integer('memory', configuration.memory);
  const harts = fields.integer('harts', configuration.harts);
  const clock = choice(fields, 'clock', CLOCKS, configuration.clock);
  const kind = choice(fields, 'bios', BIOS, typeof bios === 'string' ? bios : 'image');
  const firmware = kind === 'image' ? fields.bytes('firmware', typeof bios === 'string' ? NONE : bios) : kind;
  const kernel = image(fields, 'kernel', configuration.kernel);
  const initrd = image(fields, 'initrd', configuration.initrd);
  const bootargs = fields.text('bootargs', configuration.bootargs);
  return { memory, harts, clock, bios: firmware, kernel, initrd, bootargs };
}

export function saveConfiguration(fields: Fields, options: ResolvedOptions): void {
  exchange(fields, { ...options, clock: clockKind(options.clock) });
}

/** @throws MachineError `E_SNAPSHOT_FORMAT` if no machine can be made of it. */
export function loadConfiguration(fields: Fields): Configuration {
  const { clock, kernel, initrd, ...rest } = exchange(fields, empty);
  try {
    resolveOptions({ ...rest, ...(clock === 'deterministic' ? { clock } : {}) });
  } catch (error) {
    fields.refuse(error instanceof MachineError ? error.message : 'no configuration');
  }
  return { clock, kernel, initrd, ...rest };
}

const shown = (value: unknown): string => (value instanceof Uint8Array ? `${value.length} bytes` : String(value));
const sameImage = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

/**
 * The options for the machine that goes on: the snapshot's, and the caller's for what is the host's.
 * @throws MachineError `E_SNAPSHOT_MISMATCH` if the caller asks for something that the snapshot is not.
 */
export function mergedOptions(configuration: Configuration, options: MachineOptions): MachineOptions {
  const { clock, kernel, initrd, ...rest } = configuration;
  const asked = { ...options, ...(options.clock === undefined ? {} : { clock: clockKind(options.clock) }) };
  for (const name of ['memory', 'harts', 'clock', 'bios', 'kernel', 'initrd', 'bootargs'] as const) {
    const [saved, given] = [configuration[name], asked[name]];
    if (given === undefined || given === saved) continue;
    if (given instanceof Uint8Array && saved instanceof Uint8Array && sameImage(given, saved)) continue;
    const message = `the snapshot has ${name} ${shown(saved)}, not ${shown(given)}`;
    throw new MachineError('E_SNAPSHOT_MISMATCH', `${message}; leave ${name} out, and the snapshot's is taken`);
  }
  return {
    ...options,
    ...rest,
    ...(kernel === undefined ? {} : { kernel }),
    ...(initrd === undefined ? {} : { initrd }),
    ...(clock === 'deterministic' ? { clock } : {}),
  };
}
