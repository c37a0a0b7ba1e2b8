/** How a violation is told: the invariant, the frame, and who did it. */
import { disassemble } from '@racho/isa';
import type { FrameState } from '../checker.ts';
import { MachineError } from '../error.ts';

/** The statement of docs/framekernel.md, row by row, as far as a machine can see it. */
export type Invariant = 'S1' | 'S2' | 'S3' | 'S5';

/** A frame as the shadow has it. */
export interface FrameFacts {
  readonly page: number;
  readonly state: FrameState;
  readonly references: number;
  readonly mappings: number;
}

/** Makes the error for something that must not be, at a frame if one is concerned. */
export type Report = (invariant: Invariant, what: string, page?: number) => MachineError;

export const hex = (value: number | bigint): string => `0x${BigInt.asUintN(64, BigInt(value)).toString(16)}`;

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

export function violation(
  invariant: Invariant,
  what: string,
  frame: FrameFacts | undefined,
  actor: string,
): MachineError {
  const at =
    frame === undefined
      ? ''
      : `; frame ${hex(frame.page * 4096)} is ${frame.state}, with ${count(frame.references, 'reference')} and ${count(frame.mappings, 'mapping')}`;
  return new MachineError('E_VIOLATION', `${invariant} is violated: ${what}${at}; by ${actor}`);
}

/** A hart that executes the instruction `word` at `pc`. */
export const instructionAt = (hart: number, mode: string, pc: bigint, word: number | undefined): string =>
  `hart ${hart} in ${mode}-mode at ${hex(pc)}${word === undefined ? '' : `: ${disassemble(word, { pc })}`}`;

/** Lines of a stack that belong to the check itself. */
const OWN = /machine[\\/](src|dist)[\\/](checked[\\/]|raw\.)/;
const SHOWN = 4;

/** Who called, innermost first, as far as the host's stack tells. */
export function callers(stack: string | undefined): string {
  const names = (stack ?? '')
    .split('\n')
    .filter((line) => !OWN.test(line))
    .flatMap((line) => /^ +at (?:new |get |set )?(\S+) \(/.exec(line)?.[1] ?? []);
  return names.length === 0 ? 'the supervisor' : names.slice(0, SHOWN).join(' < ');
}
