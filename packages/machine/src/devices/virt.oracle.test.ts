/**
 * Our devices beside QEMU's: the same random accesses, done by a guest on QEMU's `virt` and by our bus, give the same values
 * and the same bus errors.
 *
 * What is not compared, and why:
 * - `mtime`'s low half: it moves. Nor `mtimecmp` before it is written: undefined by the manual, 0 there, "never" here.
 * - Misaligned accesses: QEMU splits them into aligned ones, here they are bus errors, as the manual allows.
 * - 8-byte accesses to the UART and the finisher: QEMU makes one access of them or refuses, here they are two of 4.
 * - The character timeout in IIR (reported as received data): it depends on the host's speed there.
 * - MSR's delta bits and their interrupt: QEMU leaves them out. MCR before it is written: OUT2 is set there, clear in the data sheet.
 * - FCR's other bits without the enable bit: QEMU clears the receiver all the same, in the data sheet they do not count.
 * - Writing the finisher: it ends the run.
 * - The time in the RTC: it moves. Writing it while an alarm is set: QEMU lets the alarm stay where it was. Alarms from 2^63 up:
 *   QEMU's timers are signed, and go off.
 * - The enable bit of the PLIC's source 0 and the priority of a source 96: QEMU keeps what is written, here they are zero.
 * - Accesses of virtio slots but by words: without a device QEMU answers any width.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { assemble } from '@racho/isa/assembler';
import { expect, test } from 'vitest';
import { Bus } from './bus.ts';
import { Clint, CLINT_BASE } from './clint.ts';
import { Finisher, FINISHER_BASE, FINISHER_RESET } from './finisher.ts';
import { GoldfishRtc, RTC_BASE } from './goldfish-rtc.ts';
import { Plic, PLIC_BASE, PLIC_SOURCES } from './plic.ts';
import { SerialLine } from './serial-line.ts';
import { Uart16550, UART_BASE } from './uart16550.ts';
import { VIRTIO_MMIO_BASE } from './virtio/mmio.ts';
import { virtioSlots } from './virtio/slots.ts';
import { Work } from './virtio/work.ts';

interface Access {
  readonly address: number;
  readonly width: 1 | 2 | 4 | 8;
  /** What to write; a read if absent. */
  readonly value?: bigint;
}

/** Where a result is no value: the guest took an access fault. */
const FAULT = 'fault';

/** Does the accesses of a list and stores what it read, 0 for a write, the cause + 2^32 for a trap; then asks for a reset. */
const guest = `
  _start:
    la s0, table
    la s1, script
    la s2, results
    la t0, trap
    csrw mtvec, t0
  next:
    lwu t0, 0(s1)
    lwu t1, 4(s1)
    ld t2, 8(s1)
    addi s1, s1, 16
    li a0, 0
    slli t0, t0, 3
    add t0, t0, s0
    jr t0
    .balign 4
  trap:
    csrr a0, mcause
    li t0, 1
    slli t0, t0, 32
    or a0, a0, t0
    j done
  table:
    lbu a0, 0(t1)
    j done
    lhu a0, 0(t1)
    j done
    lwu a0, 0(t1)
    j done
    ld a0, 0(t1)
    j done
    sb t2, 0(t1)
    j done
    sh t2, 0(t1)
    j done
    sw t2, 0(t1)
    j done
    sd t2, 0(t1)
    j done
    j end
  done:
    sd a0, 0(s2)
    addi s2, s2, 8
    j next
  end:
    li t0, ${FINISHER_BASE}
    li t1, ${FINISHER_RESET}
    sw t1, 0(t0)
    j .
`;

const operations = [1, 2, 4, 8];
const END = 8;

/** The accesses as the guest reads them: operation, address, value. */
function script(accesses: readonly Access[]): string {
  const lines = accesses.map(({ address, width, value }) => {
    const operation = operations.indexOf(width) + (value === undefined ? 0 : 4);
    return `.word ${operation}, ${address}\n.dword ${value ?? 0n}`;
  });
  return `.balign 8\nscript:\n${lines.join('\n')}\n.word ${END}, 0\n.dword 0\nresults:\n.zero ${8 * accesses.length}\n`;
}

type Result = bigint | typeof FAULT;

/** Runs a flat image on QEMU until it ends itself, and gives a part of its memory then. */
async function memoryAfter(image: Uint8Array, address: bigint, size: number): Promise<DataView> {
  const folder = mkdtempSync(join(tmpdir(), 'racho-devices-'));
  const [file, dump] = [join(folder, 'image'), join(folder, 'dump')];
  writeFileSync(file, image);
  const modern = ['-global', 'virtio-mmio.force-legacy=false'];
  const machine = ['-M', 'virt', '-m', '64M', '-bios', 'none', '-kernel', file, ...modern];
  const channels = ['-display', 'none', '-serial', 'null', '-monitor', 'none', '-qmp', 'stdio', '-S'];
  // Of the finisher's ways to end, the reset is the one that QEMU can turn into a halt that leaves memory to look at.
  const ending = ['-no-reboot', '-no-shutdown'];
  const qemu = spawn('qemu-system-riscv64', [...machine, ...channels, ...ending], { timeout: 60_000 });
  const ended = new Promise<void>((resolve, reject) => {
    qemu.on('error', reject);
    qemu.on('close', () => resolve());
  });
  const command = (execute: string, args: object = {}) =>
    qemu.stdin.write(`${JSON.stringify({ execute, arguments: args })}\n`);
  command('qmp_capabilities');
  command('cont'); // stopped until here (-S), or the end could come before anybody listens
  createInterface(qemu.stdout).on('line', (line) => {
    const message = JSON.parse(line) as { event?: string };
    if (message.event !== 'STOP') return;
    command('pmemsave', { val: Number(address), size, filename: dump });
    command('quit');
  });
  await ended;
  const bytes = readFileSync(dump);
  rmSync(folder, { recursive: true });
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

async function onQemu(accesses: readonly Access[]): Promise<Result[]> {
  const { sections, symbols } = assemble(guest + script(accesses));
  const results = symbols.get('results')!.address;
  const memory = await memoryAfter(sections[0]!.bytes, results, 8 * accesses.length);
  return accesses.map(({ value }, i) => {
    const result = memory.getBigUint64(8 * i, true);
    const fault = 0x1_0000_0000n + (value === undefined ? 5n : 7n);
    return result === fault ? FAULT : result;
  });
}

/** The slots behind that of the entropy device, which QEMU has not by itself. */
function emptySlots() {
  const backends = { drives: [], network: undefined, terminal: undefined, share: undefined, entropy: () => undefined };
  const dma = { read: () => undefined, write: () => false };
  const work = new Work(() => undefined);
  return virtioSlots(backends, { dma, work, setLevel: () => undefined, call: (run) => run() }).slice(1);
}

function onOurs(accesses: readonly Access[]): Result[] {
  let now = 0;
  const timer = {
    now: () => now,
    setNow: (t: number) => (now = t),
    setMsip: () => undefined,
    setMtimecmp: () => undefined,
  };
  const finisher = new Finisher({ halt: () => undefined, reset: () => undefined });
  const plic = new Plic(2, () => undefined);
  const uart = new Uart16550(new SerialLine(() => undefined));
  const rtc = new GoldfishRtc({
    now: () => now,
    date: () => Date.now(),
    setLevel: () => undefined,
    deadlineChanged: () => undefined,
  });
  rtc.reset();
  const bus = new Bus([new Clint(1, timer), plic, rtc, uart, ...emptySlots(), finisher]);
  const read = (address: number, width: Access['width']): bigint | undefined => {
    if (width !== 8) {
      const value = bus.read(address, width);
      return value === undefined ? undefined : BigInt(value);
    }
    const halves = bus.read64(address);
    return halves && (BigInt(halves[1]) << 32n) | BigInt(halves[0]);
  };
  const write = (address: number, width: Access['width'], value: bigint): boolean => {
    const low = Number(BigInt.asUintN(Math.min(8 * width, 32), value));
    return width === 8 ? bus.write64(address, low, Number(value >> 32n)) : bus.write(address, width, low);
  };
  return accesses.map(({ address, width, value }) => {
    if (value === undefined) return read(address, width) ?? FAULT;
    return write(address, width, value) ? 0n : FAULT;
  });
}

/** A generator whose sequence is its seed's alone (Numerical Recipes' constants). */
function randomOf(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const pick = <T>(random: (limit: number) => number, values: readonly T[]): T => values[random(values.length)]!;

function uartAccess(random: (limit: number) => number): Access {
  const width = pick(random, [1, 1, 1, 2, 4] as const);
  const register = pick(random, [0, 0, 0, 1, 2, 3, 4, 5, 5, 6, 7, 8, 0xfc]);
  const address = UART_BASE + register - (register % width);
  if (random(2) === 0) return { address, width };
  const any = BigInt(random(256)) | (0xabcd_ef00n & ((1n << BigInt(8 * width)) - 1n));
  switch (address - UART_BASE) {
    case 1:
      return { address, width, value: any & ~8n };
    case 2: // trigger levels above 1 lead to timeouts
      return { address, width, value: (any & 1n) === 0n ? 0n : any & ~0xc0n };
    case 3: // DLAB rarely, or everything goes to the divisor
      return { address, width, value: random(8) === 0 ? any : any & ~0x80n };
    case 4:
      return { address, width, value: random(2) === 0 ? any : any | 0x10n };
    default:
      return { address, width, value: any };
  }
}

function clintAccess(random: (limit: number) => number): Access {
  const offset = pick(random, [0, 0, 4, 0x3ffc, 0x4000, 0x4004, 0x4008, 0xbff4, 0xbffc, 0xc000, 0xfffc]);
  const width =
    offset % 8 === 0 && offset >= 0x4000 && offset < 0xc000
      ? pick(random, [1, 2, 4, 8] as const)
      : pick(random, [1, 2, 4, 4] as const);
  const address = CLINT_BASE + offset;
  if (random(2) === 0) return { address, width };
  // mtime far from a carry, and within its 53 bits
  if (offset === 0xbffc) return { address, width, value: BigInt(random(0x20_0000)) };
  return { address, width, value: BigInt(random(2 ** 32)) << BigInt(random(33)) };
}

function plicAccess(random: (limit: number) => number): Access {
  const offset = pick(random, [
    () => 4 + 4 * random(PLIC_SOURCES), // priorities
    () => 4 * (PLIC_SOURCES + 2) + 4 * random(64),
    () => 0x1000 + 4 * random(8),
    () => 0x2000 + 0x80 * random(4) + 4 * random(8),
    () => 0x20_0000 + 0x1000 * random(4) + 4 * random(3),
    () => 0x3000 + 4 * random(0x17_0000),
  ])();
  const access: Access = { address: PLIC_BASE + offset, width: pick(random, [1, 2, 4, 4, 4, 4] as const) };
  if (offset === 0 || random(2) === 0) return access;
  return { ...access, value: BigInt(random(2 ** 32)) >> BigInt(random(32)) };
}

/** Alarms are long past or far ahead. */
function rtcAccess(random: (limit: number) => number): Access {
  const offset = pick(random, [0x04, 0x08, 0x08, 0x0c, 0x0c, 0x10, 0x14, 0x18, 0x18, 0x1c, 0x20, 0x24, 0x28, 0xffc]);
  const access: Access = { address: RTC_BASE + offset, width: pick(random, [1, 2, 4, 4, 4, 4] as const) };
  if (random(2) === 0) return access;
  if (offset === 0x0c) return { ...access, width: 4, value: BigInt(pick(random, [0, 1, 0x6000_0000, 0x7000_0000])) };
  return offset === 0x04 ? access : { ...access, value: BigInt(random(2 ** 32)) >> BigInt(random(32)) };
}

const slotAccess = (random: (limit: number) => number): Access => {
  const register = pick(random, [0, 4, 8, 0xc, 0x10, 0x34, 0x44, 0x60, 0x70, 0xb0, 0xfc, 0x100, 4 * random(0x400)]);
  const access: Access = { address: VIRTIO_MMIO_BASE + 0x1000 * (1 + random(7)) + register, width: 4 };
  return random(2) === 0 ? access : { ...access, value: BigInt(random(2 ** 32)) };
};

const finisherAccess = (random: (limit: number) => number): Access => ({
  address: FINISHER_BASE + 4 * random(0x400),
  width: pick(random, [1, 2, 4] as const),
});

const elsewhere = (random: (limit: number) => number): Access => {
  const address = pick(random, [0, 0x00ff_fffc, 0x01ff_fff8, 0x0201_0000, 0x1010_1000, 0x1800_0000]);
  const read: Access = { address, width: pick(random, [1, 2, 4] as const) };
  return random(2) === 0 ? read : { ...read, value: 1n };
};

/** What QEMU and we are bound to say differently of a read: see above. */
function comparable({ address }: Access, result: Result): Result {
  if (result === FAULT) return result;
  if (address === UART_BASE + 2 && (result & 0x0fn) === 0x0cn) return result & ~0x08n;
  if (address === UART_BASE + 6) return result & 0xf0n;
  if (address === PLIC_BASE + 0x2000 || address === PLIC_BASE + 0x2080) return result & ~1n;
  return result;
}

const start: readonly Access[] = [
  { address: UART_BASE + 4, width: 1, value: 0n },
  { address: CLINT_BASE + 0x4000, width: 8, value: 0n },
];

const describeAccess = ({ address, width, value }: Access): string =>
  `${value === undefined ? 'read' : 'write'} ${width} at 0x${address.toString(16)}${value === undefined ? '' : ` of 0x${value.toString(16)}`}`;

test.each([
  ['the UART', 1, uartAccess],
  ['the CLINT', 2, clintAccess],
  ['the RTC', 7, rtcAccess],
  ['the finisher', 3, finisherAccess],
  ['the PLIC', 5, plicAccess],
  ['virtio slots without a device', 6, slotAccess],
  ['addresses without a device', 4, elsewhere],
])('%s answers as on QEMU', async (_, seed, next) => {
  const random = randomOf(seed);
  const accesses = [...start, ...Array.from({ length: 4000 }, () => next(random))];
  const [theirs, ours] = [await onQemu(accesses), onOurs(accesses)];
  const different = accesses.flatMap((access, i) => {
    const [expected, got] = [theirs[i]!, ours[i]!].map((result) => comparable(access, result));
    return expected === got ? [] : [`${i}: ${describeAccess(access)}: ${String(got)}, on QEMU ${String(expected)}`];
  });
  expect(different.slice(0, 10)).toEqual([]);
});
