/** A suite: many random cases, run on both machines, and every difference in what they leave, told so that it can be understood. */
import { decode, disassemble } from '@racho/isa';
import { expect } from 'vitest';
import type { Image, TestCase } from './image.ts';
import { buildImage } from './image.ts';
import { slotAddress, WINDOW_MASK } from './layout.ts';
import { runOnQemu, runOnRacho } from './machines.ts';
import type { Mask } from './masks.ts';
import { maskOutcome, qemuOptions } from './masks.ts';
import { Random, seed } from './random.ts';
import type { Outcome } from './record.ts';
import { givenCsrs, parseRecord, splitRecords } from './record.ts';
import { hex } from './values.ts';

export interface Suite {
  readonly name: string;
  readonly cases: number;
  /** Makes the case with this index, the same for the same `random`. */
  readonly generate: (random: Random, index: number) => TestCase;
  /** What differs from the usual options of QEMU and masks. */
  readonly qemuOptions?: readonly string[];
  readonly mask?: Mask;
}

/** Failing cases that are shown in full. */
const SHOWN = 3;

/** Runs the suite; fails with a report if any case differs, or if one of these causes of traps was never seen. */
export async function compareWithQemu(suite: Suite, causes: readonly bigint[]): Promise<void> {
  const cases = Array.from({ length: suite.cases }, (_, i) =>
    suite.generate(new Random(`${seed}/${suite.name}/${i}`), i),
  );
  const image = buildImage(cases);
  const [qemu, racho] = await Promise.all([
    runOnQemu(image, suite.qemuOptions ?? qemuOptions).then((results) => splitRecords(results, cases.length)),
    // QEMU runs meanwhile.
    Promise.resolve().then(() => splitRecords(runOnRacho(image), cases.length)),
  ]);
  const mask = suite.mask ?? maskOutcome;
  const instructionAt = (pc: bigint): string | undefined => nameAt(image, pc);
  const seen = new Set<bigint>();
  const reports = cases.flatMap((testCase, i) => {
    const count = testCase.pokes.length;
    const ours = mask(parseRecord(racho[i]!, count), 'racho', instructionAt);
    const theirs = mask(parseRecord(qemu[i]!, count), 'qemu', instructionAt);
    for (const { cause } of theirs.traps) seen.add(cause);
    const differences = differencesOf(testCase, ours, theirs);
    return differences.length === 0 ? [] : [() => report(image, i, differences)];
  });
  const shown = reports.slice(0, SHOWN).map((text) => text());
  const summary = `${reports.length} of ${cases.length} cases of ${suite.name} differ (RACHO_QEMU_SEED=${seed})`;
  expect(reports.length, [summary, ...shown].join('\n\n')).toBe(0);
  expect(causes.filter((cause) => !seen.has(cause))).toEqual([]);
}

/** `where: ours, QEMU's` for everything that differs. */
function differencesOf({ pokes }: TestCase, racho: Outcome, qemu: Outcome): string[] {
  const sides = [facts(racho, pokes), facts(qemu, pokes)] as const;
  const names = new Set(sides.flatMap((side) => [...side.keys()]));
  return [...names].flatMap((name) => {
    const [ours, theirs] = sides.map((side) => side.get(name) ?? '-') as [string, string];
    return ours === theirs ? [] : [`${name}: ${ours}, QEMU ${theirs}`];
  });
}

/** All that an outcome says, by what it is about. */
function facts(outcome: Outcome, pokes: TestCase['pokes']): Map<string, string> {
  return new Map<string, string>([
    ...outcome.traps.map((trap, i): [string, string] => [`trap ${i}`, trapText(trap)]),
    ...outcome.registers.map((value, i): [string, string] => [`x${i}`, hex(value)]),
    ...outcome.floats.map((value, i): [string, string] => [i < 32 ? `f${i}` : 'fcsr', hex(value)]),
    ...Object.entries(outcome.csrs).map(([name, value]): [string, string] => [name, hex(value)]),
    ...outcome.pokes.map((value, i): [string, string] => [`poke ${hex(pokes[i]!.address)}`, hex(value)]),
    ...[...outcome.memory].map(([address, value]): [string, string] => [`memory ${hex(address)}`, hex(value)]),
  ]);
}

const trapText = ({ cause, epc, tval, status, handler }: Outcome['traps'][number]): string =>
  `cause ${hex(cause)} epc ${hex(epc)} tval ${hex(tval)} status ${hex(status)} in ${handler === 3n ? 'M' : 'S'}`;

/** The name of the instruction at a physical address, or one in a case's window. */
function nameAt({ bytes }: Image, pc: bigint): string | undefined {
  const offset = Number(pc & BigInt(WINDOW_MASK));
  const view = new DataView(bytes.buffer);
  return offset + 4 <= bytes.length ? decode(view.getUint32(offset, true))?.instruction.name : undefined;
}

function report(image: Image, index: number, differences: readonly string[]): string {
  const { registers, floats = [], csrs, pokes, window } = image.cases[index]!;
  return [
    `case ${index}${window === undefined ? '' : `, RAM at ${hex(window)}`}`,
    registers.map((value, i) => `x${i + 1}=${hex(value)}`).join(' '),
    floats.map((value, i) => `${i < 32 ? `f${i}` : 'fcsr'}=${hex(value)}`).join(' '),
    givenCsrs.flatMap((name) => (csrs[name] ? [`${name}=${hex(csrs[name])}`] : [])).join(' '),
    ...pokes.map(({ address, value }) => `poke ${hex(address)} = ${hex(value)}`),
    ...listing(image, index),
    ...differences,
  ].join('\n');
}

/** The case's code, as it is in the image. */
function listing({ program }: Image, index: number): string[] {
  const { bytes } = program.sections.find(({ name }) => name === `.slot_${index}`)!;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const lines: string[] = [];
  for (let offset = 0; offset < bytes.length;) {
    const half = view.getUint16(offset, true);
    const long = (half & 3) === 3 && offset + 4 <= bytes.length;
    const pc = slotAddress(index) + offset;
    const word = long ? view.getUint32(offset, true) : half;
    lines.push(`  ${hex(pc)}: ${disassemble(word, { pc: BigInt(pc) })}`);
    offset += long ? 4 : 2;
  }
  return lines;
}
