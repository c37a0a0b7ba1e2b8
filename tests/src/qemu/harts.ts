/** Random programs for several harts whose final state does not depend on who runs when. */
import { assemble } from '@racho/isa/assembler';
import { RAM, RESULTS } from './layout.ts';
import { Random, seed } from './random.ts';
import { hex } from './values.ts';

export const HARTS = 4;
/** Words that all harts change, 64 bytes apart, then a lock and a counter for each barrier. */
export const SHARED_WORDS = 8;
const LOCK = SHARED_WORDS;
const BARRIERS = LOCK + 1;
const ROUNDS = 3;
/** Sums that harts form of what they saw at barriers. */
export const SEEN = BARRIERS + ROUNDS + 1;
const STRIDE = 64;

/**
 * A change of a shared word (address in s2): all of them commute with each other where they meet, since a word has one kind of operation
 * for each round.
 */
function change(kind: number, value: bigint, label: string): string {
  const operand = `li t1, ${hex(value)}`;
  switch (kind) {
    case 0:
      return `${operand}\namoadd.d t0, t1, (s2)`;
    case 1:
      return `${operand}\namoxor.d t0, t1, (s2)`;
    case 2:
      return `${operand}\namomaxu.d t0, t1, (s2)`;
    case 3:
      return `${operand}\namoor.w t0, t1, (s2)`;
    case 4:
      return `${operand}\n${label}: lr.d t0, (s2)\nadd t0, t0, t1\nsc.d t2, t0, (s2)\nbnez t2, ${label}`;
    default:
      return `${operand}
        li t2, 1
        ${label}: amoswap.w.aq t0, t2, (s3)
        bnez t0, ${label}
        ld t0, (s2)
        sub t0, t0, t1
        sd t0, (s2)
        amoswap.w.rl x0, x0, (s3)`;
  }
}

/** All wait for all: spinning, or asleep until the last one sends software interrupts. */
const barrier = (round: number, sleeps: boolean): string => `
  li t0, ${RESULTS + STRIDE * (BARRIERS + round)}
  li t1, 1
  amoadd.d.aqrl t1, t1, (t0)
  li t2, ${HARTS - 1}
  bne t1, t2, wait${round}
  ${Array.from({ length: HARTS }, (_, id) => `li t3, ${0x200_0000 + 4 * id}\nli t4, 1\nsw t4, (t3)`).join('\n')}
  li t1, ${HARTS}
  li t2, ${HARTS}
wait${round}:
  ${sleeps ? 'wfi' : '.word 0x0100000f'}
  ld t1, (t0)
  li t2, ${HARTS}
  bltu t1, t2, wait${round}
  fence rw, rw
`;

/** Acknowledges the software interrupt once all have passed the barrier, and sums up what is in the shared words. */
const look = (round: number): string => `
  ${Array.from({ length: SHARED_WORDS }, (_, i) => `ld t0, ${STRIDE * i}(s1)\nslli s4, s4, 1\nadd s4, s4, t0`).join('\n')}
  li t0, ${RESULTS + STRIDE * (BARRIERS + round)}
  li t1, 1
  amoadd.d.aqrl x0, t1, (t0)
  li t2, ${2 * HARTS}
leave${round}:
  ld t1, (t0)
  bne t1, t2, leave${round}
  li t3, 0x2000000
  slli t4, s0, 2
  add t3, t3, t4
  sw x0, (t3)
`;

/** The program with this index, as bytes for the start of RAM. */
export function hartsImage(index: number): Uint8Array {
  const random = new Random(`${seed}/harts/${index}`);
  let label = 0;
  const work = (round: number, id: number, kinds: readonly number[]): string =>
    `part${round}_${id}:\n` +
    Array.from({ length: random.between(5, 40) }, () => {
      const word = random.below(SHARED_WORDS);
      return `addi s2, s1, ${STRIDE * word}\n${change(kinds[word]!, random.u64(), `l${label++}`)}`;
    }).join('\n') +
    `\nj done${round}`;
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    const kinds = Array.from({ length: SHARED_WORDS }, () => random.below(6));
    const ids = Array.from({ length: HARTS }, (_, id) => id);
    return `
      ${ids.map((id) => `li t0, ${id}\nbne s0, t0, not${round}_${id}\nj part${round}_${id}\nnot${round}_${id}:`).join('\n')}
      ${ids.map((id) => work(round, id, kinds)).join('\n')}
    done${round}: ${barrier(round, random.chance(50))}
      ${look(round)}`;
  });
  const source = `
    csrr s0, mhartid
    li s1, ${RESULTS}
    li s3, ${RESULTS + STRIDE * LOCK}
    li t0, 8
    csrw mie, t0
    ${rounds.join('\n')}
    slli t0, s0, 6
    li t1, ${RESULTS + STRIDE * SEEN}
    add t1, t1, t0
    sd s4, (t1)
    fence rw, rw
    li t0, ${RESULTS + STRIDE * (BARRIERS + ROUNDS)}
    li t1, 1
    amoadd.d.aqrl t1, t1, (t0)
    li t2, ${HARTS - 1}
    bne t1, t2, rest
    li t0, 0x100000
    li t1, 0x5555
    sw t1, (t0)
  rest: wfi
    j rest`;
  const { sections } = assemble(source, { base: BigInt(RAM) });
  return sections[0]!.bytes.slice();
}

/** What a program leaves: shared words, lock and barriers, and each hart's sum. */
export const outcome = (results: DataView): string[] =>
  Array.from({ length: SEEN + HARTS }, (_, i) => hex(results.getBigUint64(STRIDE * i, true)));
