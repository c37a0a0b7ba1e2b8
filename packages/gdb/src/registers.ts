/** Registers by GDB's numbers, and the target description that tells GDB of them (GDB manual, "RISC-V Features"). */
import { csrList, type DebugHart } from '@racho/machine/debug';
import { hexOfRegister, registerOfHex } from './hex.ts';

interface Row {
  readonly number: number;
  /** As GDB's feature has it, and as the debug port. */
  readonly name: string;
  readonly bytes: 4 | 8;
  readonly type: string;
}

type Feature = readonly [name: string, types: string, rows: readonly Row[]];

// As GDB numbers them without a description: x, pc, f, CSRs, priv.
const PC = 32;
const FIRST_F = 33;
const FIRST_CSR = 65;
const PRIV = FIRST_CSR + 4096;

const CPU_TYPES: Readonly<Record<string, string>> = { x1: 'code_ptr', x2: 'data_ptr', x3: 'data_ptr', x4: 'data_ptr' };
const RISCV_DOUBLE = `<union id="riscv_double"><field name="float" type="ieee_single"/><field name="double" type="ieee_double"/></union>`;

const x = Array.from({ length: 32 }, (_, i): Row => {
  return { number: i, name: `x${i}`, bytes: 8, type: CPU_TYPES[`x${i}`] ?? 'int' };
});
const f = Array.from({ length: 32 }, (_, i): Row => {
  return { number: FIRST_F + i, name: `f${i}`, bytes: 8, type: 'riscv_double' };
});
const isFloat = (name: string): boolean => ['fflags', 'frm', 'fcsr'].includes(name);
const csrs = csrList.map(({ name, number }): Row => {
  return { number: FIRST_CSR + number, name, bytes: isFloat(name) ? 4 : 8, type: 'int' };
});

const features: readonly Feature[] = [
  ['cpu', '', [...x, { number: PC, name: 'pc', bytes: 8, type: 'code_ptr' }]],
  ['fpu', RISCV_DOUBLE, [...f, ...csrs.filter(({ name }) => isFloat(name))]],
  ['csr', '', csrs.filter(({ name }) => !isFloat(name))],
  ['virtual', '', [{ number: PRIV, name: 'priv', bytes: 8, type: 'int' }]],
];

const rowXml = ({ number, name, bytes, type }: Row): string =>
  `<reg name="${name}" bitsize="${8 * bytes}" type="${type}" regnum="${number}"/>`;
const featureXml = ([name, types, rows]: Feature): string =>
  `<feature name="org.gnu.gdb.riscv.${name}">\n${types}${rows.map(rowXml).join('\n')}\n</feature>`;

/**
 * The annex `target.xml`. No operating system: under Linux's rules GDB would step by breakpoints of its own, and lose the hart where
 * it goes elsewhere than the instruction says, to a trap's handler or through a gate.
 */
export const targetXml: string = `<?xml version="1.0"?>
<!DOCTYPE target SYSTEM "gdb-target.dtd">
<target version="1.0">
<architecture>riscv:rv64</architecture>
<osabi>none</osabi>
${features.map(featureXml).join('\n')}
</target>
`;

const byNumber: ReadonlyMap<number, Row> = new Map(
  features.flatMap(([, , rows]) => rows).map((row) => [row.number, row]),
);
/** Those of `g` and `G`; GDB asks for the others one by one. */
const general = features[0]![2];

/** `undefined` if there is no such register. */
export function readRegister(hart: DebugHart, number: number): string | undefined {
  const row = byNumber.get(number);
  const value = row && hart.read(row.name);
  return value === undefined ? undefined : hexOfRegister(value, row!.bytes);
}

export function writeRegister(hart: DebugHart, number: number, text: string): boolean {
  const row = byNumber.get(number);
  const value = registerOfHex(text);
  return row !== undefined && value !== undefined && text.length === 2 * row.bytes && hart.write(row.name, value);
}

export function readGeneral(hart: DebugHart): string {
  return general.map(({ number }) => readRegister(hart, number)).join('');
}

/** As many registers as the text has; `false` if it is not made of whole ones. */
export function writeGeneral(hart: DebugHart, text: string): boolean {
  const values = text.match(/[0-9a-f]{16}/gi) ?? [];
  if (values.length * 16 !== text.length || values.length > general.length) return false;
  values.forEach((value, i) => writeRegister(hart, general[i]!.number, value));
  return true;
}
