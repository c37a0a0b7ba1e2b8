import { extract, instructions } from '@racho/isa';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compile, createMemory, instantiate } from '../wasm/host.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { fieldValue, registerOffset } from './fields.ts';
import type { Field } from '@racho/isa';
import type { Code } from '../wasm/code.ts';

/** The code as a function of the instruction word. */
function compiled(field: Field, make: (field: Field, word: Code) => Code): (word: number) => number {
  const module = new ModuleBuilder('memory');
  const build = module.addFunction({ parameters: ['i32'], result: 'i32' }, (fn) => make(field, fn.parameters[0]!.get));
  module.exportFunction('value', build);
  const value = instantiate(compile(module.bytes()), { env: { memory: createMemory(1) } }, 'value');
  return (word) => value(word) as number;
}

const distinct = new Map(instructions.flatMap((row) => row.fields.map((field) => [JSON.stringify(field), field])));
const word = fc.nat(0xffff_ffff);

test.each([...distinct.values()].map((field) => [field.name, field.width, field] as const))(
  '%s of %i bits is read as the ISA table says',
  (_name, _width, field) => {
    const value = compiled(field, fieldValue);
    fc.assert(fc.property(word, (bits) => value(bits) === (extract(field, bits) | 0)));
  },
);

const scattered = fc.array(fc.boolean(), { minLength: 32, maxLength: 32 }).chain((used) => {
  const bits = used.flatMap((on, bit) => (on ? [bit] : []));
  return fc
    .tuple(fc.shuffledSubarray(bits, { minLength: bits.length }), fc.boolean())
    .map(([places, isSigned]): Field => ({
      name: 'imm',
      width: places.length,
      signed: isSigned,
      bias: 0,
      pieces: places.map((wordBit, valueBit) => ({ wordBit, width: 1, valueBit })),
    }));
});

test('a field may be scattered in any way', () => {
  fc.assert(
    fc.property(scattered, fc.array(word, { minLength: 5 }), (field, words) => {
      fc.pre(field.width > 0);
      const value = compiled(field, fieldValue);
      for (const bits of words) expect(value(bits)).toBe(extract(field, bits) | 0);
    }),
  );
});

test('a register field gives the offset of the register', () => {
  for (const field of distinct.values()) {
    if (!['rd', 'rs1', 'rs2'].includes(field.name)) continue;
    const value = compiled(field, registerOffset);
    fc.assert(fc.property(word, (bits) => value(bits) === 8 * extract(field, bits)));
  }
});

test('what is no field of bits, or no plain register, is a mistake of the table', () => {
  const field: Field = { name: 'imm', width: 0, signed: false, bias: 0, pieces: [] };
  expect(() => fieldValue(field, [])).toThrow(RangeError);
  expect(() => registerOffset(field, [])).toThrow(RangeError);
});
