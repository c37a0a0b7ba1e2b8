/** `racho gdb [FILE [ARGS…]]`: a guest that waits at its start, and GDB on it with the symbols of all there is. */
import { once } from 'node:events';
import process from 'node:process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kernelImage } from '@racho/ostd/boot';
import { programUrl } from '@racho/user';
import type { Command, Context } from '../command.ts';
import { endingFields } from '../conclude.ts';
import { EXIT } from '../errors.ts';
import { readBytes } from '../files.ts';
import { findGdb, prepare, startGdb, type Symbols } from '../gdb-program.ts';
import { isElf } from '../elf-file.ts';
import { demo } from './demo.ts';
import { machine } from './machine.ts';
import { run } from './run.ts';

const KERNEL = 'kernel.elf';
const prebuilt = dirname(fileURLToPath(programUrl('hello')));

/** Programs are linked at the same address, so the symbols of one at a time are of use. */
const programCommand = (folder: string): string[] => [
  ...['define program', 'set confirm off', 'symbol-file', `add-symbol-file "${folder}/${KERNEL}"`],
  ...[`add-symbol-file "${prebuilt}/$arg0.elf"`, 'set confirm on', 'end'],
  ...['document program', "program NAME: use the symbols of one of the demo's programs.", 'end'],
];

export const gdb: Command = {
  name: 'gdb',
  summary: 'start a guest and GDB on it, with symbols',
  details: `With FILE as "racho run", with --kernel, --bios or --restore as "racho machine", and with neither as
"racho demo", where GDB's command "program NAME" brings the symbols of one of the programs. The guest waits at
its start; it gets no input, as the terminal is GDB's. GDB is gdb-multiarch or another one that knows RISC-V, or
what RACHO_GDB names. The exit status is GDB's.`,
  operands: [
    { name: 'FILE', need: 'optional', summary: 'a program for the kernel, an ELF' },
    { name: 'ARGS', need: 'any number', summary: 'its arguments' },
  ],
  options: [...machine.options.filter((name) => name !== 'gdb' && name !== 'gdb-wait'), 'script'],
  afterFirstOperand: 'guest',
  json: endingFields,
  examples: ['racho gdb hello.elf', 'racho gdb', 'racho gdb --kernel image.elf --smp 2 --script session.gdb'],
  run: async (context) => {
    const { values, io } = context;
    const program = findGdb(io.env);
    const { guest, symbols } = await guestOf(context);
    if (values.script !== undefined) await readBytes(values.script);
    const workplace = await prepare(symbols);
    const ended = new AbortController();
    let status: Promise<number> | undefined;
    const start = async (port: number): Promise<number> => {
      const files = [await workplace.setup(port), ...(values.script === undefined ? [] : [values.script])];
      const [code] = (await once(startGdb(program, files), 'exit')) as [number | null];
      return code ?? EXIT.finding;
    };
    // Ctrl-C is GDB's: it stops the guest.
    const ignore = (): void => undefined;
    process.on('SIGINT', ignore);
    try {
      await guest.run({
        ...context,
        io: { ...io, interruption: () => ended.signal },
        values: { ...values, gdb: { host: '127.0.0.1', port: 0 }, 'gdb-wait': true },
        debuggerAt: (port) => {
          status = start(port).finally(() => ended.abort(EXIT.ok));
        },
      });
      return (await status) ?? EXIT.ok;
    } finally {
      process.off('SIGINT', ignore);
      await workplace.remove();
    }
  },
};

/** What is run, and what GDB is told of it. */
async function guestOf({ operands, values }: Context): Promise<{ guest: Command; symbols: Symbols }> {
  const nothing: Symbols = { files: [], images: {}, sources: [], commands: () => [] };
  if (values.kernel !== undefined || values.bios !== undefined || values.restore !== undefined) {
    const files: string[] = [];
    for (const path of [values.bios, values.kernel]) {
      if (path !== undefined && path !== 'none' && isElf(await readBytes(path))) files.push(path);
    }
    return { guest: machine, symbols: { ...nothing, files } };
  }
  const images = { [KERNEL]: kernelImage() };
  const [path] = operands;
  const sources = [dirname(prebuilt)];
  if (path === undefined) return { guest: demo, symbols: { ...nothing, images, sources, commands: programCommand } };
  return { guest: run, symbols: { ...nothing, images, sources: [...sources, dirname(path)], files: [path] } };
}
