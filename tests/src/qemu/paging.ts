/** Cases of accesses through SV39 and SV48: every right and every fault, A and D, and fences after changes of tables and of `satp`. */
import type { TestCase } from './image.ts';
import type { Surroundings } from './instructions.ts';
import { memoryRowsOf, randomInstruction, rowsOf } from './instructions.ts';
import { randomRegisters, surroundings } from './integer.ts';
import { RAM, SCRATCH, slotAddress } from './layout.ts';
import type { AddressSpaces, Mapping } from './page-tables.ts';
import { addressSpaces, CODE_WINDOW, randomMapping, virtualAddress } from './page-tables.ts';
import type { Random } from './random.ts';
import { M, MPP, MPRV, MXR, returningTo, S, SUM, U } from './status.ts';
import { hex } from './values.ts';

interface Spaces extends AddressSpaces {
  /** ASIDs of the two spaces. */
  readonly asids: readonly bigint[];
}

const satpOf = ({ roots, asids }: Spaces, space: number): bigint => roots[space]! | (asids[space]! << 44n);

const extensions = ['I', 'A', 'C'] as const;
const rows = extensions.flatMap(rowsOf);
const memoryRows = extensions.map(memoryRowsOf);

/** What Svinval makes of a fence. */
const svinval = (operands: string): string[] => ['sfence.w.inval', `sinval.vma ${operands}`, 'sfence.inval.ir'];

/** A fence after a change of the mapping's entry, as narrow as it may be. */
function fence(random: Random, { addresses, pages, space }: Mapping, { asids, sharing }: Spaces): string[] {
  // An entry that both spaces use concerns the ASIDs of both.
  const byAsid = sharing === 'separate' && random.chance(50);
  const asid = byAsid ? 'a2' : 'zero';
  const load = byAsid ? [`li a2, ${hex(asids[space]!)}`] : [];
  const invalidate = random.chance(30) ? svinval : (operands: string): string[] => [`sfence.vma ${operands}`];
  if (random.chance(25)) return [...load, ...invalidate(`zero, ${asid}`)];
  const within = BigInt(random.below(0x1000 * pages));
  return [...load, ...addresses.flatMap((at) => [`li a1, ${hex(at + within)}`, ...invalidate(`a1, ${asid}`)])];
}

function changeEntry(random: Random, spaces: Spaces): string[] {
  const mapping = randomMapping(random, spaces);
  const store = [`li a0, ${mapping.entry}`, `li a1, ${hex(mapping.change(random))}`, 'sd a1, 0(a0)'];
  return [...store, ...fence(random, mapping, spaces)];
}

/** To the other space, or the same one; where they share their ASID, what is cached of it goes. */
function switchSpace(random: Random, spaces: Spaces): string[] {
  const { asids } = spaces;
  const lines = [`li a0, ${hex(satpOf(spaces, random.below(2)))}`, 'csrrw a1, satp, a0'];
  return asids[0] === asids[1] ? [...lines, `li a2, ${hex(asids[0]!)}`, 'sfence.vma zero, a2'] : lines;
}

/** What the privilege may do between its accesses. */
function control(random: Random, privilege: bigint, spaces: Spaces): string[] {
  const choice = random.below(4);
  // All that U-mode can do is to be interrupted by a call.
  if (privilege === U) return ['ecall'];
  if (choice === 0) return changeEntry(random, spaces);
  if (choice === 1) return switchSpace(random, spaces);
  if (privilege === S) {
    return [`li a0, ${hex(random.bits(SUM | MXR))}`, `${random.pick(['csrrs', 'csrrc'])} a1, sstatus, a0`];
  }
  // M-mode accesses memory as another privilege does; a trap makes that U, through MRET.
  const status = returningTo(random.pick([U, S, S, M])) | MPRV | random.bits(SUM | MXR);
  return [`li a0, ${hex(MPP | SUM | MXR)}`, 'csrc mstatus, a0', `li a0, ${hex(status)}`, 'csrs mstatus, a0'];
}

function step(around: Surroundings, privilege: bigint, spaces: Spaces): string[] {
  const { random } = around;
  if (random.chance(40)) return control(random, privilege, spaces);
  return randomInstruction(around, random.chance(90) ? random.pick(memoryRows) : rows);
}

/** PMP entries about the scratch memory, by pages, before the one that opens all. */
function protection(random: Random): TestCase['csrs'] {
  const boundary = (): bigint => BigInt(SCRATCH + 0x1000 * random.below(5)) >> 2n;
  const rights = (): bigint => random.pick([0n, 1n, 4n, 5n, 3n, 7n]);
  const [TOR, NAPOT_PAGE] = [1n << 3n, 3n << 3n];
  const [first, second] = random.shuffled([boundary(), boundary()]) as [bigint, bigint];
  return {
    pmpaddr0: first,
    pmpaddr1: second,
    pmpaddr2: boundary() | 0x1ffn,
    pmpcfg0: 0x1f00_0000n | ((NAPOT_PAGE | rights()) << 16n) | ((TOR | rights()) << 8n),
  };
}

/** A case of memory accesses by S- or U-mode with translation, or by M-mode on their behalf. */
export function pagingCase(random: Random, index: number): TestCase {
  const privilege = random.pick([U, U, S, S, M]);
  const spaces: Spaces = {
    ...addressSpaces(random, slotAddress(index), privilege === U),
    asids: random.pick([
      [1n, 2n],
      [0n, 0xffffn],
      [7n, 7n],
    ]),
  };
  const around: Surroundings = {
    ...surroundings(random, index),
    address: (bytes, instruction) => virtualAddress(random, spaces, bytes, instruction),
  };
  // S-mode code may also lie where physical and virtual addresses are the same.
  const identity = privilege === M || (privilege === S && random.chance(30));
  return {
    body: Array.from({ length: random.between(2, 16) }, () => step(around, privilege, spaces)).flat(),
    window: identity ? BigInt(RAM) : CODE_WINDOW,
    registers: randomRegisters(random),
    csrs: {
      mstatus: returningTo(privilege) | random.bits(SUM | MXR),
      satp: satpOf(spaces, 0),
      ...(random.chance(80) ? {} : { menvcfg: 0n }),
      ...(random.chance(70) ? {} : protection(random)),
      medeleg: random.bits(0xb1ffn),
    },
    pokes: spaces.pokes,
  };
}
