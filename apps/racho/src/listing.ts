/** Code as text: sections, labels, addresses, instructions. */
import { type Code, type Line, linesOf } from './disassembly.ts';
import type { Output } from './output.ts';
import type { Symbols } from './symbols.ts';

/** Characters that are written at a time. */
const BATCH = 0x1_0000;

export function hex(address: bigint): string {
  return `0x${address.toString(16)}`;
}

export async function writeListing(out: Output, code: readonly Code[], symbols: Symbols): Promise<void> {
  for (const part of code) {
    out.line(`${part === code[0] ? '' : '\n'}${part.name}: ${hex(part.address)}, ${part.bytes.length} bytes`);
    let batch = '';
    for (const line of linesOf(part, symbols)) {
      batch += listed(line);
      if (batch.length < BATCH) continue;
      out.write(batch);
      batch = '';
      await out.drained();
    }
    out.write(batch);
  }
  await out.drained();
}

function listed({ address, labels, word, text }: Line): string {
  const names = labels.map((label) => `\n${address.toString(16).padStart(16, '0')} <${label}>:\n`).join('');
  return `${names}${address.toString(16).padStart(16)}:  ${word.padEnd(8)}  ${text.replace(' ', '\t')}\n`;
}
