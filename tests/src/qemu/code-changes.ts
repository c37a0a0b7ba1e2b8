/** Cases that change their own code, and see the change behind FENCE.I. */
import type { TestCase } from './image.ts';
import type { Surroundings } from './instructions.ts';
import { plainWord, rowsOf } from './instructions.ts';
import { randomRegisters, surroundings } from './integer.ts';
import type { Random } from './random.ts';
import { M, returningTo, S, U } from './status.ts';

const rows = [...rowsOf('I'), ...rowsOf('M')];

/** x28 … x30 are the loop's. */
const [address, word, rounds] = [28, 29, 30];

/** An instruction that is executed some times, and is another one each time. */
function changingInstruction({ random, label }: Surroundings): string[] {
  const [first, second] = [0, 1].map(() => plainWord(random, rows, [address, word, rounds])) as [number, number];
  const place = label();
  return [
    ...[`li x${rounds}, ${random.between(2, 4)}`, `li x${word}, ${second}`, random.pick(['c.nop', 'nop'])],
    ...[`${place}: .word ${first}`, `la x${address}, ${place}`],
    // The old word is the next one to be stored.
    ...[`lwu a0, 0(x${address})`, `sw x${word}, 0(x${address})`, `mv x${word}, a0`, 'fence.i'],
    ...[`addi x${rounds}, x${rounds}, -1`, `bnez x${rounds}, ${place}`],
  ];
}

/** A case of such instructions. */
export function codeChangeCase(random: Random, index: number): TestCase {
  const around = surroundings(random, index);
  return {
    body: Array.from({ length: random.between(1, 5) }, () => changingInstruction(around)).flat(),
    registers: randomRegisters(random),
    csrs: { mstatus: returningTo(random.pick([U, S, M])) },
    pokes: [],
  };
}
