/** The text of WebAssembly: every instruction that the translator writes has a name, and modules are read to their ends. */
import { Machine } from '@racho/machine';
import { assemble } from '@racho/isa/assembler';
import { listingOf, TranslationCounts, type Compiled } from '@racho/machine/insight';
import { expect, it } from 'vitest';
import { wasmLines } from './wasm-text.ts';

class Kept extends TranslationCounts {
  readonly modules: Uint8Array[] = [];

  override compiled(compiled: Compiled): void {
    super.compiled(compiled);
    for (const region of compiled.regions) this.modules.push(listingOf(region).module);
  }
}

/** The lines of all regions of a program in M-mode with floating point on. */
function linesOf(source: string): string[] {
  const observer = new Kept();
  const kernel = assemble(`li t0, 0x6000\n csrs mstatus, t0\n j 1f\n 1: ${source}\n 2: j 2b`, { base: 0x8000_0000n });
  new Machine({ bios: 'none', clock: 'deterministic', kernel: kernel.sections[0]!.bytes, jit: 'eager', observer }).step(
    500,
  );
  return observer.modules.flatMap((module) => [...wasmLines(module)].map(({ depth, text }) => `${depth} ${text}`));
}

it('nests blocks, and closes them all', () => {
  const lines = linesOf('li a0, 9\n 3: addi a0, a0, -1\n beqz a0, 4f\n j 3b\n 4: ');
  expect(lines.some((line) => line.endsWith('loop'))).toBe(true);
  const depths = lines.filter((line) => line.endsWith(' end')).map((line) => Number(line.split(' ')[0]));
  // A function's own end is outside of everything.
  expect(Math.min(...depths)).toBe(-1);
});

it('knows what integers, memory and floating point are made of', () => {
  const text = linesOf(
    `
    la s0, 2b
    mulhu a1, a0, s0
    sh a1, 512(s0)
    lbu a2, 513(s0)
    clz a3, a2
    rol a4, a3, a2
    fcvt.d.l fa0, a2
    fsqrt.d fa1, fa0
    fmadd.d fa2, fa1, fa0, fa0
    fcvt.s.d fa3, fa2
    fsd fa2, 520(s0)
    fclass.s a5, fa3`.replace('la s0, 2b', 'li s0, 0x80100000'),
  ).join('\n');
  expect(text).not.toMatch(/vector \d/);
  for (const name of ['i64.clz', 'i64.rotl', 'i64.store16', 'i64.load8_u', 'f64.sqrt']) expect(text).toContain(name);
  // What follows a wrong operand would be nonsense.
  expect(text).not.toMatch(/unreachable/);
});
