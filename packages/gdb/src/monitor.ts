/** The `monitor` commands: what GDB has no word for. */
import type { DebugHart } from '@racho/machine/debug';
import { parseHex } from './hex.ts';
import type { Session } from './session.ts';

interface Command {
  readonly name: string;
  readonly summary: string;
  /** Takes what stands behind the name; gives lines, or `undefined` if it makes no sense of that. */
  readonly run: (session: Session, argument: string) => readonly string[] | undefined;
}

const hex = (value: bigint | number, digits = 1): string => `0x${value.toString(16).padStart(digits, '0')}`;
const PRIVILEGES: Readonly<Record<string, string>> = { 0: 'U', 1: 'S', 3: 'M' };

/** Four in a line. */
function registersOf(hart: DebugHart): string[] {
  const names = [
    'pc',
    ...Array.from({ length: 31 }, (_, i) => `x${i + 1}`),
    ...['priv', 'mstatus', 'mepc', 'mcause', 'mtval', 'mip', 'mie', 'satp', 'sepc', 'scause', 'stval', 'fcsr'],
  ];
  const cells = names.map((name) => `${name.padEnd(7)} ${(hart.read(name) ?? 0n).toString(16).padStart(16, '0')}`);
  const lines: string[] = [];
  for (let i = 0; i < cells.length; i += 4) lines.push(cells.slice(i, i + 4).join('  '));
  return lines;
}

function hartLine(hart: DebugHart, { selected }: Session): string {
  const privilege = PRIVILEGES[String(hart.read('priv'))] ?? '?';
  const mark = hart === selected ? '*' : ' ';
  return `${mark} hart ${hart.id}  ${privilege}  pc ${hex(hart.read('pc') ?? 0n, 16)}  ${hart.state}`;
}

const commands: readonly Command[] = [
  {
    name: 'info registers',
    summary: 'registers of the selected hart',
    run: ({ selected }, argument) => (argument === '' ? registersOf(selected) : undefined),
  },
  {
    name: 'info harts',
    summary: 'privilege, pc and state of each hart',
    run: (session, argument) =>
      argument === '' ? session.port.harts.map((hart) => hartLine(hart, session)) : undefined,
  },
  {
    name: 'info mtree',
    summary: 'the physical address space',
    run: ({ port }, argument) =>
      argument === ''
        ? port.windows.map(({ name, base, size }) => `${hex(base, 16)}-${hex(base + size - 1, 16)}  ${name}`)
        : undefined,
  },
  {
    name: 'info retired',
    summary: 'instructions that all harts have retired',
    run: ({ port }, argument) => (argument === '' ? [String(port.retired)] : undefined),
  },
  {
    name: 'translate',
    summary: 'ADDRESS: the physical address of a virtual one',
    run: ({ selected }, argument) => {
      const address = parseHex(argument.replace(/^0x/i, ''));
      if (address === undefined) return undefined;
      const physical = selected.translate(address);
      return [physical === undefined ? `${hex(address)} is not mapped` : hex(physical)];
    },
  },
  {
    name: 'devices',
    summary: 'use | spare: whether memory includes device registers, which reading may change; at first "spare"',
    run: (session, argument) => {
      if (argument === 'use' || argument === 'spare') session.devices = argument;
      else if (argument !== '') return undefined;
      return [`devices: ${session.devices}`];
    },
  },
  {
    name: 'reset',
    summary: 'power-on, with the images loaded anew; not under a kernel that is not in the machine',
    run: ({ port }, argument) => {
      if (argument !== '') return undefined;
      try {
        port.reset();
      } catch (error) {
        return [error instanceof Error ? error.message : 'refused'];
      }
      // What GDB knows of registers is old.
      return ['the machine is at its start; "maintenance flush register-cache" shows it'];
    },
  },
  {
    name: 'quit',
    summary: 'end the machine',
    run: ({ options }, argument) => {
      if (argument !== '') return undefined;
      options.quit();
      return ['the machine ends'];
    },
  },
];

const help = (): string[] => [
  'monitor commands:',
  ...commands.map(({ name, summary }) => `  ${name.padEnd(15)} ${summary}`),
  `  ${'help'.padEnd(15)} this list`,
];

/** Carries a command out; gives what to print. */
export function monitor(session: Session, line: string): string {
  const text = line.trim().replaceAll(/\s+/g, ' ');
  const command = commands.find(({ name }) => text === name || text.startsWith(`${name} `));
  const lines =
    text === 'help' || text === ''
      ? help()
      : (command?.run(session, text.slice(command.name.length).trim()) ?? [
          command ? `${command.name}: ${command.summary}` : `there is no "${printable(text)}"; try "monitor help"`,
        ]);
  return `${lines.join('\n')}\n`;
}

const printable = (text: string): string => text.slice(0, 40).replaceAll(/[^ -~]/g, '?');
