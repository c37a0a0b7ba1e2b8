/** GDB as a program on this computer: which one there is, and how it is started on a machine that waits for it. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliError } from './errors.ts';
import type { Io } from './io.ts';

const PROGRAMS = [
  ...['gdb-multiarch', 'riscv64-unknown-elf-gdb', 'riscv64-unknown-linux-gnu-gdb', 'riscv64-linux-gnu-gdb'],
  ...['riscv64-elf-gdb', 'gdb'],
];

/** @throws CliError `E_NO_GDB` */
export function findGdb(env: Io['env']): string {
  const named = env['RACHO_GDB'];
  const works = (name: string): boolean =>
    spawnSync(name, ['-nx', '-batch', '-ex', 'set architecture riscv:rv64'], { stdio: 'ignore' }).status === 0;
  const found = (named === undefined ? PROGRAMS : [named]).find(works);
  if (found !== undefined) return found;
  throw new CliError(
    'E_NO_GDB',
    named === undefined ? 'there is no GDB for RISC-V here' : `"${named}" (RACHO_GDB) is no GDB for RISC-V`,
    'Install one (Debian: apt-get install gdb-multiarch), or name it in RACHO_GDB.',
  );
}

/** What GDB is to know of the guest. */
export interface Symbols {
  /** ELF files whose symbols lie where they are linked. */
  readonly files: readonly string[];
  /** Images that are no files. */
  readonly images: Readonly<Record<string, Uint8Array>>;
  /** Where sources are looked for. */
  readonly sources: readonly string[];
  /** More GDB commands; the images lie in `folder`. */
  readonly commands: (folder: string) => readonly string[];
}

/** A word of GDB's command language. */
const quoted = (path: string): string => `"${path.replaceAll(/["\\]/g, '\\$&')}"`;

export interface Workplace {
  /** The command file that connects GDB to the port. */
  readonly setup: (port: number) => Promise<string>;
  readonly remove: () => Promise<void>;
}

/** A folder with what GDB is to read. */
export async function prepare({ files, images, sources, commands }: Symbols): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'racho-gdb-'));
  const copies = Object.entries(images).map(async ([name, bytes]) => {
    await writeFile(join(folder, name), bytes);
    return join(folder, name);
  });
  const symbolFiles = [...(await Promise.all(copies)), ...files];
  return {
    setup: async (port) => {
      const lines = [
        'set confirm off',
        'set architecture riscv:rv64',
        ...sources.map((source) => `directory ${quoted(source)}`),
        ...symbolFiles.map((file) => `add-symbol-file ${quoted(file)}`),
        ...commands(folder),
        `target remote 127.0.0.1:${port}`,
        'set confirm on',
      ];
      const path = join(folder, 'setup.gdb');
      await writeFile(path, `${lines.join('\n')}\n`);
      return path;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Starts GDB on the terminal, with command files to carry out one after the other. */
export function startGdb(program: string, files: readonly string[]): ChildProcess {
  return spawn(program, ['-q', ...files.flatMap((file) => ['-x', file])], { stdio: 'inherit' });
}
