/** Guests for tests: small sources that end by the test finisher, and files that are wrong in one way each. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { viewOf } from '@racho/bytes/raw';
import { PT } from '@racho/elf';
import { type ProgramName, programUrl } from '@racho/user';
import { afterAll } from 'vitest';
import { assemblePaged, toElf } from '../link.ts';

/** A folder that goes when the tests of the file have run. */
export function scratchFolder(): {
  path: (name: string) => string;
  write: (name: string, data: string | Uint8Array) => string;
} {
  const folder = mkdtempSync(join(tmpdir(), 'racho-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = (name: string): string => join(folder, name);
  return {
    path,
    write: (name, data) => {
      writeFileSync(path(name), data);
      return path(name);
    },
  };
}

export function programPath(name: ProgramName): string {
  return fileURLToPath(programUrl(name));
}

/** An ELF of a source, for M-mode at the start of RAM unless `base` says otherwise. */
export function assembled(text: string, base: bigint = 0x8000_0000n): Uint8Array {
  return viewOf(toElf(assemblePaged({ file: 'test.S', text, base })));
}

/** Macros: `finish STATUS`, `put CHARACTER`, `get REGISTER` (waits for a byte on the UART, without sleeping). */
const MACROS = `
.macro finish status
  li t0, 0x100000
  li t1, (\\status << 16) | 0x3333
  sw t1, 0(t0)
1: j 1b
.endm
.macro put character
  li t0, 0x10000000
  li t1, \\character
  sb t1, 0(t0)
.endm
.macro get register
  li t0, 0x10000000
2: lbu t1, 5(t0)
  andi t1, t1, 1
  beqz t1, 2b
  lbu \\register, 0(t0)
.endm
`;

export function mMode(body: string): Uint8Array {
  return assembled(`${MACROS}\n.globl _start\n_start:\n${body}`);
}

/** An echo that ends with status 5 at a `q`. */
export const ECHO: Uint8Array = mMode(`
again:
  get a0
  li t2, 'q'
  beq a0, t2, done
  sb a0, 0(t0)
  j again
done:
  finish 5
`);

/** `hello` with some bytes changed. */
export function damaged(change: (view: DataView) => void, length?: number): Uint8Array {
  const bytes = Uint8Array.from(readFileSync(programPath('hello')));
  change(new DataView(bytes.buffer));
  return bytes.subarray(0, length);
}

/** Offsets in the file header and in a program header (System V gABI, chapter 4 and 5). */
const EI_CLASS = 4;
const EI_DATA = 5;
const E_MACHINE = 18;
const E_PHOFF = 32;
const E_PHNUM = 56;
const PHENTSIZE = 56;
const P_VADDR = 16;
const P_FILESZ = 32;
const P_MEMSZ = 40;

const segment = (view: DataView, index: number): number => Number(view.getBigUint64(E_PHOFF, true)) + index * PHENTSIZE;

export const badElfs: readonly (readonly [what: string, bytes: Uint8Array, message: RegExp])[] = [
  ['an empty file', new Uint8Array(0), /E_ELF_TRUNCATED|E_ELF_MAGIC/],
  ['text', new TextEncoder().encode('#!/bin/sh\n'.repeat(20)), /E_ELF_MAGIC/],
  ['a header cut short', damaged(() => undefined, 40), /E_ELF_TRUNCATED/],
  ['a file cut short', damaged(() => undefined, 3000), /E_ELF_RANGE/],
  ['a 32-bit file', damaged((view) => view.setUint8(EI_CLASS, 1)), /E_ELF_CLASS/],
  ['a big-endian file', damaged((view) => view.setUint8(EI_DATA, 2)), /E_ELF_ENDIANNESS/],
  ['a file for x86-64', damaged((view) => view.setUint16(E_MACHINE, 62, true)), /E_ELF_MACHINE/],
  [
    'overlapping segments',
    damaged((view) =>
      view.setBigUint64(segment(view, 1) + P_VADDR, view.getBigUint64(segment(view, 0) + P_VADDR, true), true),
    ),
    /E_ELF_(OVERLAP|SEGMENT)/,
  ],
  [
    'a segment larger than the file',
    damaged((view) => {
      view.setBigUint64(segment(view, 0) + P_FILESZ, 1n << 40n, true);
      view.setBigUint64(segment(view, 0) + P_MEMSZ, 1n << 40n, true);
    }),
    /E_ELF_RANGE/,
  ],
];

/** A program that is sound but wants a terabyte of memory. */
export const hugeElf: Uint8Array = damaged((view) => {
  const loads = Array.from({ length: view.getUint16(E_PHNUM, true) }, (_, i) => segment(view, i)).filter(
    (at) => view.getUint32(at, true) === PT.LOAD,
  );
  view.setBigUint64(loads.at(-1)! + P_MEMSZ, 1n << 40n, true);
});
