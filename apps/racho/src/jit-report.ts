/** What `--jit-stats` prints. */
import type { TranslationReport } from '@racho/machine/insight';

/** Ways out that are listed; the rest is summed up. */
const EXITS = 12;

const share = (part: number, whole: number): string => `${((100 * part) / Math.max(whole, 1)).toFixed(1)} %`;
const address = (pc: number): string => `0x${BigInt.asUintN(64, BigInt(pc)).toString(16)}`;

function table(rows: readonly (readonly [string, string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  const digits = Math.max(...rows.map(([, value]) => value.length));
  return rows.map(([name, value, note]) => `  ${name.padEnd(width)}  ${value.padStart(digits)}  ${note}`.trimEnd());
}

/** @param retired - instructions of the whole run */
export function jitReportLines(report: TranslationReport, retired: number): readonly string[] {
  const { regions, dropped, instructions, bytes, milliseconds, entries, exits, hottest } = report;
  const rest = exits.slice(EXITS).reduce((sum, { count }) => sum + count, 0);
  const ways = [
    ...exits.slice(0, EXITS).map((exit) => [exit.cause, exit.instruction ?? '', exit.count] as const),
    ...(rest > 0 ? [['others', '', rest] as const] : []),
  ];
  return [
    'translated code:',
    ...table([
      ['regions', String(regions), `${dropped} dropped`],
      ['guest instructions in them', String(instructions), ''],
      ['bytes of WebAssembly', String(bytes), ''],
      ['milliseconds to make them', milliseconds.toFixed(0), ''],
      ['retired in them', String(report.retired), `${share(report.retired, retired)} of ${retired}`],
      ['entered', String(entries), `${(report.retired / Math.max(entries, 1)).toFixed(0)} instructions each time`],
    ]),
    ...(ways.length === 0 ? [] : ['left for:']),
    ...(ways.length === 0
      ? []
      : table(
          ways.map(([cause, instruction, count]) => [
            `${cause} ${instruction}`.trimEnd(),
            String(count),
            share(count, entries),
          ]),
        )),
    ...(hottest.length === 0 ? [] : ['entered at, by what was retired from there on:']),
    ...(hottest.length === 0
      ? []
      : table(
          hottest.map(({ pc, count, retired: here }) => [
            address(pc),
            String(here),
            `${share(here, retired)}, ${count} times`,
          ]),
        )),
  ];
}
