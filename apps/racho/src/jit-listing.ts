/** A translated region for a reader: each guest instruction, and the WebAssembly that stands for it. */
import type { Listing } from '@racho/machine/insight';
import { wasmLines, type WasmLine } from './wasm-text.ts';

const hex = (pc: number): string => `0x${BigInt.asUintN(64, BigInt(pc)).toString(16)}`;
const WIDTH = 40;

/** The guest's code on the left, where it begins in the WebAssembly on the right. */
export function listingText({ entry, instructions, module }: Listing): string {
  const lines = [...wasmLines(module)];
  const rows: string[] = [];
  let guest = '';
  const row = ({ depth, text }: WasmLine): void => {
    rows.push(`${guest.padEnd(WIDTH)} | ${'  '.repeat(Math.max(depth, 0))}${text}`);
    guest = '';
  };
  for (let i = 0; i < lines.length; i++) {
    const pc = markAt(lines, i, instructions);
    if (pc === undefined) {
      row(lines[i]!);
      continue;
    }
    if (guest !== '') rows.push(`${guest.padEnd(WIDTH)} |`);
    guest = `${hex(pc)}  ${instructions.get(pc)!.replace('\t', ' ')}`;
    i += 1;
  }
  return [`region ${hex(entry)}: ${instructions.size} instructions, ${module.length} bytes`, ...rows, ''].join('\n');
}

/** The address that is marked here: a constant that is dropped. */
function markAt(lines: readonly WasmLine[], index: number, known: ReadonlyMap<number, string>): number | undefined {
  const [constant, value] = lines[index]!.text.split(' ');
  if (constant !== 'i64.const' || lines[index + 1]?.text !== 'drop') return undefined;
  return known.has(Number(value)) ? Number(value) : undefined;
}
