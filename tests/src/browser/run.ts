/** What the page, the worker and Node all run: a program in M-mode that prints and waits for its timer, step by step. */
import { assemble } from '@racho/isa/assembler';
import { Machine } from '@racho/machine';

const MODES = ['off', 'on', 'eager'] as const;

/** Everything that can be seen of a run: the console, and where the hart was after each step. */
export interface Trace {
  readonly output: string;
  readonly steps: readonly string[];
}

// Prints a letter at each of ten timer interrupts, and computes a checksum with integers and doubles meanwhile.
const program = assemble(`
_start: la      t0, tick
        csrw    mtvec, t0
        li      t0, 0x6080          # mstatus.FS, and MPIE
        csrs    mstatus, t0
        li      t0, 0x80            # mie.MTIE
        csrs    mie, t0
        li      s1, 'a'
        fcvt.d.l f1, s1
        j       arm
work:   mul     s2, s2, s1
        addi    s2, s2, 1
        fsqrt.d f2, f1
        fadd.d  f1, f1, f2
        j       work
        .balign 4
tick:   li      t0, 0x10000000      # the UART
        sb      s1, 0(t0)
        addi    s1, s1, 1
        li      t0, 'k'
        beq     s1, t0, done
arm:    li      t0, 0x200bff8       # mtime, mtimecmp
        ld      t1, 0(t0)
        addi    t1, t1, 500
        li      t0, 0x2004000
        sd      t1, 0(t0)
        la      t0, work
        csrw    mepc, t0
        li      t0, 0x1880          # MPP = M, MPIE
        csrs    mstatus, t0
        mret
done:   li      t0, 0x100000        # the test finisher
        li      t1, 0x5555
        sw      t1, 0(t0)
`);

/** Runs it interpreted, translated, and translated at once: one trace of each. */
export async function run(): Promise<readonly Trace[]> {
  const traces: Trace[] = [];
  for (const jit of MODES) traces.push(await traceOf(jit));
  return traces;
}

/** Runs the program, a step each time that the host's timer comes round. */
function traceOf(jit: (typeof MODES)[number]): Promise<Trace> {
  let output = '';
  const steps: string[] = [];
  const machine = new Machine({
    bios: 'none',
    clock: 'deterministic',
    jit,
    kernel: program.sections[0]!.bytes,
    console: (bytes) => (output += String.fromCharCode(...bytes)),
  });
  return new Promise((resolve, reject) => {
    const next = (): void => {
      try {
        const { reason, retired } = machine.step(7001);
        const { pc, x, f } = machine.hart(0);
        steps.push([reason, retired, pc, x(18), f(1), f(2)].join(' '));
        if (reason === 'halt') resolve({ output, steps });
        else setTimeout(next, 0);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    next();
  });
}
