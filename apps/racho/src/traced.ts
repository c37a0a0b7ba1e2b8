/** A machine that tells each instruction it executes: hart, privilege, pc, where that is, and what it says. */
import { wrap } from '@racho/bytes/raw';
import { ElfError, parseElf } from '@racho/elf';
import { disassemble, lengthOf } from '@racho/isa';
import type { Machine } from '@racho/machine';
import type { StepResult } from './drive.ts';
import type { Started } from './session.ts';
import { type Label, labelsOf, namesOf } from './symbols.ts';

/** A line an instruction: more at a time would pile up before the reader gets them. */
const SLICE = 2000;

const PRIVILEGES: Readonly<Record<number, string>> = { 0: 'U', 1: 'S', 3: 'M' };

/**
 * @param images - where symbols may come from: ELF files, or anything else
 * @param line - takes the trace
 */
export function traced(
  machine: Machine,
  images: readonly (Uint8Array | string | undefined)[],
  line: (text: string) => void,
): Pick<Started, 'guest' | 'slice'> {
  const symbols = namesOf(images.flatMap(labelsIn));
  const hart = machine.hart(0);

  /** One instruction. */
  function step(): StepResult {
    const { pc, privilege, retired } = hart;
    const { word, text } = fetch(machine, pc, symbols.near);
    const result = machine.step(1);
    // A hart that waits, or that a debugger has stopped, executes nothing.
    if ((result.reason === 'idle' || result.reason === 'debug') && result.retired === 0) return result;
    const where = symbols.near(pc);
    const place = `hart ${hart.id} ${PRIVILEGES[privilege] ?? '?'} ${pc.toString(16).padStart(16, '0')}`;
    const trap = result.retired === 0 ? `  (trap to ${hart.pc.toString(16)})` : '';
    line(`${String(retired).padStart(12)} ${place} ${where === undefined ? '' : `<${where}> `}${word} ${text}${trap}`);
    return result;
  }

  return {
    slice: SLICE,
    guest: {
      step: (budget) => {
        let retired = 0;
        for (let done = 0; done < budget; done++) {
          const result = step();
          retired += result.retired;
          if (result.reason !== 'budget') return { ...result, retired };
        }
        return { reason: 'budget', retired };
      },
    },
  };
}

function labelsIn(image: Uint8Array | string | undefined): readonly Label[] {
  if (image === undefined || typeof image === 'string') return [];
  const elf = parseElf(wrap(image));
  return elf instanceof ElfError ? [] : labelsOf(elf);
}

/** The instruction at `pc`; it may cross into another page, and need not be there at all. */
function fetch(
  machine: Machine,
  pc: bigint,
  symbol: (address: bigint) => string | undefined,
): { word: string; text: string } {
  const low = readHalf(machine, pc);
  const high = low !== undefined && lengthOf(low) === 4 ? readHalf(machine, pc + 2n) : 0;
  if (low === undefined || high === undefined) return { word: '-'.repeat(8), text: 'nothing to fetch' };
  const size = lengthOf(low);
  const value = size === 4 ? ((high << 16) | low) >>> 0 : low;
  const word = value.toString(16).padStart(2 * size, '0');
  return { word: word.padEnd(8), text: disassemble(value, { pc, symbol }) };
}

function readHalf(machine: Machine, address: bigint): number | undefined {
  const physical = machine.translate(0, BigInt.asUintN(64, address), 'fetch');
  if (physical === undefined) return undefined;
  try {
    const [low = 0, high = 0] = machine.readMemory(physical, 2);
    return low | (high << 8);
  } catch (error) {
    // Not RAM: to read a device's register here would change it.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
