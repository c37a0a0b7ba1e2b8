/** `racho diverge`: interpreted and translated, where does a guest part? */
import { wrap } from '@racho/bytes/raw';
import { disassemble, lengthOf } from '@racho/isa';
import { Machine, type MachineOptions } from '@racho/machine';
import { findDivergence, type Divergence, type RepeatableRun } from '@racho/machine/insight';
import { boot, kernelImage } from '@racho/ostd/boot';
import type { Command, Context } from '../command.ts';
import { readElf } from '../elf-file.ts';
import { CliError, EXIT } from '../errors.ts';
import { readBytes } from '../files.ts';
import { hex } from '../listing.ts';

const LIMIT = 10_000_000;

export const diverge: Command = {
  name: 'diverge',
  summary: 'find where translated code does another thing than the interpreter',
  details: `Runs a guest interpreted and translated (--jit=eager otherwise), without input, and with time counted in
instructions. With FILE it is a program for the kernel, with --kernel one for the bare machine. Where the whole states
differ at the end, or after --max-instructions (10000000 otherwise), the first instruction after which they do is
searched for: each time from the start, so it takes a while. Exits with 1 if there is one.`,
  operands: [
    { name: 'FILE', need: 'optional', summary: 'a program for the kernel, an ELF' },
    { name: 'ARGS', need: 'any number', summary: 'its arguments' },
  ],
  options: ['kernel', 'bios', 'initrd', 'append', 'memory', 'smp', 'jit', 'max-instructions'],
  afterFirstOperand: 'guest',
  json: [
    { name: 'count', type: 'number | null', meaning: 'instructions after which they differ; null if they do not' },
    {
      name: 'suspects',
      type: 'array',
      meaning: 'addresses of the instructions whose translation is wrong, as strings `0x…`',
    },
    { name: 'trail', type: 'array', meaning: 'of `{ hart, pc, text }`: what was executed up to there' },
    {
      name: 'differences',
      type: 'array',
      meaning: 'of `{ place, expected, actual }`: what the interpreter has, and the translation',
    },
  ],
  examples: [
    'racho diverge hello.elf',
    'racho diverge --kernel image.elf --bios none --jit=on --max-instructions 5000000',
  ],
  run: async (context) => {
    const { values, out } = context;
    const { jit = 'eager' } = values;
    if (jit === 'off') {
      throw new CliError('E_CONFLICT', 'without translation there is nothing to compare', 'Leave out --jit=off.');
    }
    const start = await guestOf(context);
    const found = findDivergence({
      expected: () => start({ jit: 'off' }),
      actual: (observer) => start({ jit, observer }),
      limit: values['max-instructions'] ?? LIMIT,
    });
    if (values.json) out.line(JSON.stringify(asData(found)));
    else for (const line of found === undefined ? ['no divergence'] : linesOf(found)) out.line(line);
    return found === undefined ? EXIT.ok : EXIT.finding;
  },
};

type Start = (options: Pick<MachineOptions, 'jit' | 'observer'>) => RepeatableRun;

/** What only a bare machine takes. */
const OF_MACHINES = ['kernel', 'bios', 'initrd', 'append', 'smp'] as const;

async function guestOf({ values, operands, io }: Context): Promise<Start> {
  const [path, ...args] = operands;
  const unwanted = path === undefined ? undefined : OF_MACHINES.find((name) => values[name] !== undefined);
  if (unwanted !== undefined) {
    throw new CliError('E_CONFLICT', `--${unwanted} is for the bare machine`, 'Leave it out, or leave out FILE.');
  }
  const common: MachineOptions = {
    clock: 'deterministic',
    ...(values.memory === undefined ? {} : { memory: values.memory }),
  };
  if (path !== undefined) {
    io.hardenRealm();
    const { kernelMain } = await import('@racho/kernel');
    const { bytes } = await readElf(path, 'A program is an ELF; for flat images there is --kernel.');
    return (options) => {
      const machine = new Machine({ ...common, ...options, kernel: kernelImage(), bootargs: 'quiet init=program' });
      const system = boot(machine, {
        kernel: kernelMain,
        modules: [{ name: 'program', bytes, args }],
        log: { level: 'off' },
      });
      return { machine, step: (budget) => system.step(budget) };
    };
  }
  if (values.kernel === undefined) {
    throw new CliError('E_OPERANDS', 'racho diverge needs a guest', 'Name a program, or an image with --kernel FILE.');
  }
  const machineOptions: MachineOptions = {
    ...common,
    kernel: await readBytes(values.kernel),
    ...(values.bios === undefined ? {} : { bios: values.bios === 'none' ? 'none' : await readBytes(values.bios) }),
    ...(values.initrd === undefined ? {} : { initrd: await readBytes(values.initrd) }),
    ...(values.smp === undefined ? {} : { harts: values.smp }),
    ...(values.append === undefined ? {} : { bootargs: values.append }),
  };
  return (options) => {
    const machine = new Machine({ ...machineOptions, ...options });
    return { machine, step: (budget) => machine.step(budget) };
  };
}

function instructionAt({ pc, bytes }: Divergence['trail'][number]): string {
  const code = wrap(bytes);
  if (code.length < 2) return 'not mapped';
  const half = code.u16(0);
  return lengthOf(half) === 2 || code.length < 4 ? disassemble(half, { pc }) : disassemble(code.u32(0), { pc });
}

const addressOf = (pc: number): string => hex(BigInt.asUintN(64, BigInt(pc)));

function asData(found: Divergence | undefined): object {
  if (found === undefined) return { count: null, suspects: [], trail: [], differences: [] };
  return {
    count: found.count,
    suspects: found.suspects.map(addressOf),
    trail: found.trail.map((step) => ({ hart: step.hart, pc: hex(step.pc), text: instructionAt(step) })),
    differences: found.differences.map(({ place, expected, actual }) => ({
      place,
      expected: hex(expected),
      actual: hex(actual),
    })),
  };
}

function* linesOf(found: Divergence): Generator<string> {
  yield `interpreted and translated runs differ after ${found.count} instructions`;
  yield `wrong is the translation of ${found.suspects.map(addressOf).join(', ') || 'none: no translated code was executed'}`;
  yield '';
  for (const step of found.trail) {
    const mark = found.suspects.includes(Number(BigInt.asIntN(64, step.pc))) ? '>' : ' ';
    yield `${mark} hart ${step.hart}  ${hex(step.pc).padStart(18)}  ${instructionAt(step)}`;
  }
  yield '';
  for (const { place, expected, actual } of found.differences) {
    yield `${place.padEnd(24)} ${hex(expected).padStart(18)} interpreted, ${hex(actual).padStart(18)} translated`;
  }
}
