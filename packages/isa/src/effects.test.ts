import { expect, test } from 'vitest';
import { effectsOf } from './effects.ts';
import type { Effects } from './effects.ts';
import { instructionNamed, instructions } from './table.ts';

/** `d12` what it reads and writes, `f` before an f-register; `T` may trap, `B` may branch, `M` touches memory, `A` accrues. */
function summary({ reads, writes, mayTrap, mayBranch, touchesMemory, float, accrues }: Effects): string {
  const registers = [...writes, ...reads].map((field) => field.replaceAll(/[rs]/g, '')).join('');
  return (
    (float ? 'F: ' : '') +
    registers +
    (accrues ? 'A' : '') +
    (mayTrap ? 'T' : '') +
    (mayBranch ? 'B' : '') +
    (touchesMemory ? 'M' : '')
  );
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
  ['sinval.vma', '12TB'],
  ['cbo.zero', '1TM'],
  ['gate', 'TB'],
  ['flw', 'F: fd1TM'],
  ['fsd', 'F: 1f2TM'],
  ['fadd.s', 'F: fdf1f2AT'],
  ['fnmadd.d', 'F: fdf1f2f3AT'],
  ['fsgnj.d', 'F: fdf1f2T'],
  ['fle.s', 'F: df1f2AT'],
  ['fclass.d', 'F: df1AT'],
  ['fcvt.w.d', 'F: df1AT'],
  ['fcvt.s.lu', 'F: fd1AT'],
  ['fmv.x.d', 'F: df1T'],
  ['fmv.w.x', 'F: fd1T'],
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
