/** Who runs the programs: racho in its modes, this computer itself, and others' emulators. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Target } from './build.ts';
import { ownTree } from './bundle.ts';
import { BenchError } from './error.ts';

export interface Contender {
  /** As in tables and on the command line. */
  readonly name: string;
  /** Its exact version. */
  readonly version: string;
  readonly target: Target;
  /** The command that runs a file built for the target. */
  readonly command: (file: string) => readonly string[];
  /** So slow that one run must do. */
  readonly once?: true;
  /** Takes part only if it is named. */
  readonly onRequest?: true;
}

/** What `command --version` prints first, if the command is there. */
function versionOf(command: string): string | undefined {
  const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.split('\n')[0] : undefined;
}

const BARE = ['-M', 'virt', '-bios', 'none', '-display', 'none', '-monitor', 'none', '-serial', 'stdio', '-kernel'];

/** Debian 12's packages, and those that `scripts/fetch-guests.mjs` unpacks. */
const emulators = [
  { name: 'qemu-user-7.2', path: 'qemu-riscv64', target: 'user', flags: [] },
  { name: 'qemu-user-10', path: '.cache/guests/qemu-user/usr/bin/qemu-riscv64', target: 'user', flags: [] },
  { name: 'qemu-system-7.2', path: 'qemu-system-riscv64', target: 'bare', flags: BARE, onRequest: true },
  {
    name: 'qemu-system-10',
    path: '.cache/guests/qemu/usr/bin/qemu-system-riscv64',
    target: 'bare',
    // Or it loads modules for sound, and finds those of the installed QEMU.
    flags: ['-audio', 'none', ...BARE],
  },
] as const;

/** Names of all that {@link peers} may have. */
export const peerNames: readonly string[] = emulators.map(({ name }) => name);

/** Other people's, as far as they are installed. */
export function peers(): Contender[] {
  return emulators.flatMap((emulator): Contender[] => {
    const { name, path, target, flags } = emulator;
    const command = path.includes('/') ? join(ownTree, path) : path;
    if (command !== path && !existsSync(command)) return [];
    const version = versionOf(command);
    if (!version?.includes(` ${name.split('-')[2]!}.`)) return [];
    const request = 'onRequest' in emulator ? { onRequest: emulator.onRequest } : {};
    return [{ name, version, target, command: (file) => [command, ...flags, file], ...request }];
  });
}

/** Another emulator in JavaScript. It knows no RISC-V, so it gets the programs as a PC of 32 bits has them. */
export function v86(runner: string, node: string): Contender {
  const library = dirname(createRequire(import.meta.url).resolve('v86'));
  const manifest = JSON.parse(readFileSync(join(library, '../package.json'), 'utf8')) as { readonly version: string };
  return {
    name: 'v86',
    version: manifest.version,
    target: 'pc',
    command: (file) => [node, runner, library, file],
    once: true,
  };
}

/** The bound of all: the same sources for the processor of this computer. */
export const native: Contender = { name: 'native', version: process.arch, target: 'native', command: (file) => [file] };

/** @throws BenchError `E_USAGE` for a command that is no Node */
function nodeVersion(node: string): string {
  const version = versionOf(node);
  if (!version?.startsWith('v')) throw new BenchError('E_USAGE', `--node ${node}: this is no Node`);
  return version;
}

/** A Node, as in names of contenders: `node24`. */
export const nodeName = (node: string): string => `node${/^v(\d+)/.exec(nodeVersion(node))![1]!}`;

/** racho as a process of its kernel, in M-mode, and in M-mode without translation, under one Node. */
export function racho(runner: string, node: string, label: string): readonly [Contender, Contender, Contender] {
  const version = `Node ${nodeVersion(node)}`;
  const contender = (name: string, target: 'user' | 'bare', jit: 'on' | 'off'): Contender => {
    return { name: `${name}${label}`, version, target, command: (file) => [node, runner, target, jit, file] };
  };
  return [
    contender('racho-user', 'user', 'on'),
    contender('racho-bare', 'bare', 'on'),
    { ...contender('interpreter', 'bare', 'off'), onRequest: true },
  ];
}
