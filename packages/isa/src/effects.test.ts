import { expect, test } from 'vitest';
import { effectsOf } from './effects.ts';
import type { Effects } from './effects.ts';
import { instructionNamed, instructions } from './table.ts';

/** `d12` what it reads and writes; `T` may trap, `B` may branch, `M` touches memory. */
function summary({ reads, writes, mayTrap, mayBranch, touchesMemory }: Effects): string {
  const registers = writes.map(() => 'd').join('') + reads.map((field) => field.at(-1)!).join('');
  return registers + (mayTrap ? 'T' : '') + (mayBranch ? 'B' : '') + (touchesMemory ? 'M' : '');
}

test.each([
  ['lui', 'd'],
  ['auipc', 'd'],
  ['addi', 'd1'],
  ['add', 'd12'],
  ['div', 'd12'],
  ['sraiw', 'd1'],
  ['jal', 'dB'],
  ['jalr', 'd1B'],
  ['beq', '12B'],
  ['ld', 'd1TM'],
  ['sd', '12TM'],
  ['amoadd.w', 'd12TM'],
  ['lr.d', 'd1TM'],
  ['sc.w', 'd12TM'],
  ['csrrw', 'd1TB'],
  ['csrrwi', 'dTB'],
  ['ecall', 'TB'],
  ['fence', 'T'],
  ['fence.i', 'TB'],
  ['sfence.vma', '12TB'],
  ['gate', 'TB'],
])('%s: %s', (name, wanted) => {
  expect(summary(effectsOf(instructionNamed(name)!))).toBe(wanted);
});

test('effects name only fields that the encoding has', () => {
  for (const row of instructions) {
    const names = row.fields.map((field) => field.name);
    for (const field of [...effectsOf(row).reads, ...effectsOf(row).writes]) {
      // An atomic load has no rs2, a store no rd.
      expect([row.name, names]).toEqual([row.name, expect.arrayContaining([field])]);
    }
  }
});
