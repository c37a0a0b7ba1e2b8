import { effectsOf, type Instruction } from '@racho/isa';
import { expect, test } from 'vitest';
import { machineInstructions } from '../isa.ts';
import { br, label, type Label } from '../wasm/code.ts';
import { i32 } from '../wasm/instructions.ts';
import { dispatch } from './dispatch.ts';

/** The rows whose code a decoder asks for, in order of their names. */
function emitted(elsewhere?: (row: Instruction) => Label | undefined): string[] {
  const names: string[] = [];
  const illegal = label('illegal');
  dispatch({
    instructions: machineInstructions,
    word: i32.const(0),
    illegal,
    emit: (row) => {
      names.push(row.name);
      return br(illegal);
    },
    ...(elsewhere && { elsewhere }),
  });
  return names.sort();
}

test('the code of each row is there once, whatever its funct3 means', () => {
  expect(emitted()).toEqual(machineInstructions.map(({ name }) => name).sort());
});

test('rows that have their code elsewhere have none here', () => {
  const away = label('away');
  const isFloat = (row: Instruction): boolean => effectsOf(row).float;
  const here = machineInstructions.filter((row) => !isFloat(row)).map(({ name }) => name);
  expect(emitted((row) => (isFloat(row) ? away : undefined))).toEqual(here.sort());
});
