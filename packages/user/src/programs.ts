/** What each program is for and how it ends on a kernel that does its work. */

/**
 * How a run ends: `exit` by itself with status 0; `fault`, ended by the kernel, because it did what no program may;
 * `never`, until somebody stops it.
 */
export type Ending = 'exit' | 'fault' | 'never';

/** One program of this package. */
export interface Program {
  readonly name: string;
  /** One sentence. */
  readonly description: string;
  readonly purpose: 'demo' | 'example' | 'misbehaving';
  readonly ending: Ending;
  /** Arguments with which it shows what it can, its own name aside. */
  readonly args: readonly string[];
}

/** All programs: the demo's in the order in which they start, then the examples, then those that misbehave. */
export const programs = [
  {
    name: 'power_3',
    description: '3^200000 modulo 998244353, one multiplication at a time.',
    purpose: 'demo',
    ending: 'exit',
    args: [],
  },
  {
    name: 'power_5',
    description: '5^140000 modulo 998244353, one multiplication at a time.',
    purpose: 'demo',
    ending: 'exit',
    args: [],
  },
  {
    name: 'power_7',
    description: '7^160000 modulo 998244353, one multiplication at a time.',
    purpose: 'demo',
    ending: 'exit',
    args: [],
  },
  {
    name: 'sleep',
    description: 'Waits three seconds by get_time and lets the others run meanwhile.',
    purpose: 'demo',
    ending: 'exit',
    args: [],
  },
  {
    name: 'hello',
    description: 'Greets, and prints its arguments.',
    purpose: 'example',
    ending: 'exit',
    args: ['one', 'two words'],
  },
  {
    name: 'harmonic_down',
    description: '1 + 1/2 + … + 1/600000 in floating point, always rounded down.',
    purpose: 'example',
    ending: 'exit',
    args: [],
  },
  {
    name: 'harmonic_up',
    description: '1 + 1/2 + … + 1/600000 in floating point, always rounded up.',
    purpose: 'example',
    ending: 'exit',
    args: [],
  },
  {
    name: 'store_readonly',
    description: 'Stores to a constant on a page that may only be read.',
    purpose: 'misbehaving',
    ending: 'fault',
    args: [],
  },
  {
    name: 'load_kernel',
    description: 'Loads from where the kernel is.',
    purpose: 'misbehaving',
    ending: 'fault',
    args: [],
  },
  {
    name: 'load_trap_context',
    description: 'Loads from the page of its own trap context.',
    purpose: 'misbehaving',
    ending: 'fault',
    args: [],
  },
  {
    name: 'load_trampoline',
    description: 'Loads from the trampoline page.',
    purpose: 'misbehaving',
    ending: 'fault',
    args: [],
  },
  {
    name: 'execute_data',
    description: 'Calls what lies in its data.',
    purpose: 'misbehaving',
    ending: 'fault',
    args: [],
  },
  {
    name: 'privileged',
    description: 'Executes sret.',
    purpose: 'misbehaving',
    ending: 'fault',
    args: [],
  },
  {
    name: 'csr_access',
    description: 'Reads sstatus.',
    purpose: 'misbehaving',
    ending: 'fault',
    args: [],
  },
  {
    name: 'stack_overflow',
    description: 'Recurses into the guard page below its stack.',
    purpose: 'misbehaving',
    ending: 'fault',
    args: [],
  },
  {
    name: 'bad_pointer',
    description: 'Writes from memory that is not, or not all, its own.',
    purpose: 'misbehaving',
    ending: 'exit',
    args: [],
  },
  {
    name: 'bad_call',
    description: 'Makes calls that do not exist.',
    purpose: 'misbehaving',
    ending: 'exit',
    args: [],
  },
  {
    name: 'huge_length',
    description: 'Writes more bytes than there are.',
    purpose: 'misbehaving',
    ending: 'exit',
    args: [],
  },
  {
    name: 'endless',
    description: 'Runs for ever and never yields.',
    purpose: 'misbehaving',
    ending: 'never',
    args: [],
  },
] as const;

const rows: readonly Program[] = programs;
for (const row of rows) {
  Object.freeze(row.args);
  Object.freeze(row);
}
Object.freeze(programs);

/** `'power_3' | 'power_5' | …` */
export type ProgramName = (typeof programs)[number]['name'];
