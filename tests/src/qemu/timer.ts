/**
 * Cases in which S- or M-mode waits for the timer of Sstc. No interrupt is taken before the wait is over, and no time is
 * kept, so that nothing depends on how fast time goes nor on how late the deadline is noticed.
 */
import type { TestCase } from './image.ts';
import { randomRegisters } from './integer.ts';
import type { Random } from './random.ts';
import { M, MIE, returningTo, S, SIE } from './status.ts';
import { hex } from './values.ts';

const STIP = 0x20n;
const STCE = 1n << 63n;
/** TM of `mcounteren`. */
const TM = 0b10n;

/** What a privilege uses: M-mode the whole registers, S-mode its views of them. */
interface Level {
  readonly status: string;
  readonly enable: bigint;
  readonly pending: string;
  readonly enabled: string;
}

const levels = {
  s: { status: 'sstatus', enable: SIE, pending: 'sip', enabled: 'sie' },
  m: { status: 'mstatus', enable: MIE, pending: 'mip', enabled: 'mie' },
} as const satisfies Record<string, Level>;

/** Waiting until STIP is set: asleep, or looking again and again. */
const wait = (random: Random, { pending }: Level, label: string): readonly string[] =>
  random.chance(50) ? ['wfi'] : [`${label}: csrr a1, ${pending}`, `andi a1, a1, ${STIP}`, `beqz a1, ${label}`];

/** A deadline that is to come, the wait for it, and perhaps the interrupt. */
function deadline(random: Random, level: Level, label: string): string[] {
  const { status, enable, pending, enabled } = level;
  return [
    ...[`csrci ${status}, ${enable}`, `li a0, ${STIP}`, `csrs ${enabled}, a0`],
    ...['csrr a0, time', `addi a0, a0, ${random.between(1, 2000)}`, 'csrw stimecmp, a0', 'li a0, 0'],
    ...wait(random, level, label),
    `csrr a2, ${pending}`,
    ...(random.chance(60) ? [`csrsi ${status}, ${enable}`] : []),
  ];
}

/** A deadline that is over or far off, which STIP says at once. */
function atOnce(random: Random, { pending }: Level): string[] {
  return [`li a0, ${random.pick([0, 1, -1, hex(1n << 52n)])}`, 'csrrw zero, stimecmp, a0', `csrr a3, ${pending}`];
}

/** A case of such deadlines, and of writes to STIP, which is not writable. */
export function timerCase(random: Random, index: number): TestCase {
  const privilege = random.pick([S, M]);
  const level = privilege === M ? levels.m : levels.s;
  const steps = Array.from({ length: random.between(1, 6) }, (_, i) => {
    const choice = random.below(4);
    if (choice < 2) return deadline(random, level, `wait_${index}_${i}`);
    if (choice === 2) return atOnce(random, level);
    return [`li a0, ${STIP}`, `${random.pick(['csrrs', 'csrrc', 'csrrw'])} a4, ${level.pending}, a0`];
  });
  return {
    // The timer is quiet at the end, so that the next case is not disturbed.
    body: [...steps.flat(), 'li a0, -1', 'csrw stimecmp, a0', `csrr a5, ${level.pending}`],
    registers: randomRegisters(random),
    csrs: {
      mstatus: returningTo(privilege),
      // S-mode would be interrupted at any time if the interrupt were not delegated.
      mideleg: (privilege === S ? STIP : random.bits(STIP)) | random.bits(0x202n),
      mcounteren: TM | random.bits(0b101n),
      menvcfg: STCE,
    },
    pokes: [],
  };
}
