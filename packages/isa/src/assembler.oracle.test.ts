/** Our assembler against GNU as and ld: the same bytes for a source that uses everything. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assemble } from './assembler.ts';
import { csrs } from './csrs.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'racho-as-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const base = 0x8020_0000n;
const sections = ['.text', '.rodata', '.data'];

/** Assembles and links with GNU tools; the bytes of each section. */
function gnu(source: string): Map<string, Buffer> {
  const path = (name: string): string => join(folder, name);
  const script = `SECTIONS { . = 0x${base.toString(16)}; ${[...sections, '.bss'].map((name) => `${name} : { *(${name}) }`).join(' ')} }`;
  writeFileSync(path('a.s'), `${source}\n`);
  writeFileSync(path('a.ld'), script);
  execFileSync('riscv64-linux-gnu-as', [
    '-march=rv64imafdc_zicsr_zifencei_zihintpause_zicbom_zicboz_svinval_zba_zbb_zbs',
    '-o',
    path('a.o'),
    path('a.s'),
  ]);
  execFileSync(
    'riscv64-linux-gnu-ld',
    ['--no-relax', '-z', 'noexecstack', '-T', path('a.ld'), '-o', path('a.elf'), path('a.o')],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  return new Map(
    sections.map((name) => {
      execFileSync('riscv64-linux-gnu-objcopy', ['-O', 'binary', '-j', name, path('a.elf'), path('a.bin')]);
      return [name, readFileSync(path('a.bin'))];
    }),
  );
}

function expectSame(source: string): void {
  const theirs = gnu(source);
  const ours = new Map(assemble(source, { base }).sections.map(({ name, bytes }) => [name, Buffer.from(bytes)]));
  for (const name of sections) {
    expect([name, ours.get(name)?.toString('hex') ?? '']).toEqual([name, theirs.get(name)!.toString('hex')]);
  }
}

// GNU as pads the end of a code section to its alignment, which we don't: so .text ends aligned. Its `li` starts nested
// constants with ADDIW where we use ADDI: so the constants here are ones that begin with LUI, or are not nested.
const source = String.raw`
    .option norvc
    .option norelax
    .equ SIZE, 4*8+(1<<4) % 5
    .equ LATER, FAR * 2
    .equ FAR, 1 << 4 + 1
    MASK = 7 | 8 + 1
    .set SHIFTED, -1 >> 60
    .text
    .globl _start
_start:
    la sp, stack_top
    lla a0, msg
    li a0, 0
    li a0, -2048
    li a0, 2047
    li a0, 2048
    li a0, 0x7fffffff
    li a0, -0x80000000
    li a0, 0x123456789abcdef0
    li a0, 0xfffffffffffff000
    li a0, 0x1000
    li a0, 0x12345fff
    li a0, 0x0000800080008000
    li a1, SIZE
    li a1, FAR
    li a2, MASK
    li a3, SHIFTED
    call func
    tail func
    lui a0, %hi(0x12345fff)
    addi a0, a0, %lo(0x12345fff)
1:  auipc a0, %pcrel_hi(table)
    ld a1, %pcrel_lo(1b)(a0)
    sd a1, %pcrel_lo(1b)(a0)
    ld a0, table
    lbu a0, msg
    sd a0, table, t0
    beqz a0, 1b
    bnez a0, 1f
    blez a0, 1f
    bgez a0, 1f
    bltz a0, 1f
    bgtz a0, 1f
    bgt a0, a1, 1f
    ble a0, a1, 1f
    bgtu a0, a1, 1f
    bleu a0, a1, 1f
1:  j 1b
    jal func
    jal t0, func
    jr a0 ; jr 8(a0) ; jalr a0 ; jalr 8(a0) ; jalr t0, a0 ; jalr t0, 8(a0) ; jalr t0, a0, 8
    ret
    mv a0, a1 ; not a0, a1 ; neg a0, a1 ; negw a0, a1
    sext.w a0, a1 ; sext.b a0, a1 ; sext.h a0, a1
    zext.b a0, a1 ; zext.h a0, a1 ; zext.w a0, a1
    seqz a0, a1 ; snez a0, a1 ; sltz a0, a1 ; sgtz a0, a1
    sgt a0, a1, a2 ; sgtu a0, a1, a2
    nop
    add a0, a1, 5 ; and a0, a1, 5 ; sll a0, a1, 5 ; sraw a0, a1, 5 ; or a0, a1, -1 ; slt a0, a1, 3
    mul a0, a1, a2 ; mulhsu a0, a1, a2 ; divuw a0, a1, a2 ; rem a0, a1, a2
    sh1add a0, a1, a2 ; sh3add.uw a0, a1, a2 ; add.uw a0, a1, a2 ; slli.uw a0, a1, 63
    andn a0, a1, a2 ; orn a0, a1, a2 ; xnor a0, a1, a2 ; min a0, a1, a2 ; maxu a0, a1, a2
    clz a0, a1 ; ctzw a0, a1 ; cpop a0, a1 ; orc.b a0, a1 ; rev8 a0, a1
    rol a0, a1, a2 ; ror a0, a1, a2 ; ror a0, a1, 63 ; rori a0, a1, 1 ; rorw a0, a1, 31 ; roriw a0, a1, 1
    bclr a0, a1, a2 ; bclr a0, a1, 63 ; bexti a0, a1, 1 ; bext a0, a1, 1 ; binv a0, a1, 1 ; bset a0, a1, 32
    csrr a0, sstatus ; csrw satp, a0 ; csrw satp, 5 ; csrs sie, a0 ; csrc sie, a0
    csrwi sscratch, 1 ; csrsi sstatus, 2 ; csrci sstatus, 2
    csrrw a0, 0x800, a1 ; csrrs a0, mhartid, x0
    rdtime a0 ; rdcycle a0 ; rdinstret a0
    flw fa0, 4(a0) ; fsd ft11, -8(sp) ; fld f1, table, t0 ; fsw fs0, msg, t1
    fadd.s fa0, fa1, fa2 ; fsub.d fa0, fa1, fa2, rtz ; fdiv.s f0, f1, f2, rmm ; fsqrt.d fa0, fa1 ; fsqrt.d fa0, fa1, rup
    fmadd.s fa0, fa1, fa2, fa3 ; fnmsub.d fa0, fa1, fa2, fa3, rdn ; fmin.s fa0, fa1, fa2 ; fmax.d fa0, fa1, fa2
    fmv.s fa0, fa1 ; fneg.d fa0, fa1 ; fabs.s fa0, fa1 ; fsgnjx.d fa0, fa1, fa2
    feq.s a0, fa1, fa2 ; flt.d a0, fa1, fa2 ; fgt.d a0, fa1, fa2 ; fge.s a0, fa1, fa2 ; fclass.d a0, fa1
    fcvt.w.s a0, fa1 ; fcvt.lu.d a0, fa1, rtz ; fcvt.s.l fa0, a1, rne ; fcvt.d.w fa0, a1 ; fcvt.d.lu fa0, a1, dyn
    fcvt.s.d fa0, fa1 ; fcvt.d.s fa0, fa1 ; fmv.x.w a0, fa1 ; fmv.d.x fa0, a1 ; fmv.x.s a0, fa1 ; fmv.s.x fa0, a1
    frcsr a0 ; fscsr a0 ; fscsr a0, a1 ; frrm a0 ; fsrm a0, a1 ; fsrmi 3 ; fsrmi a0, 3 ; frflags a0 ; fsflags a0 ; fsflagsi 1
    fence ; fence rw, w ; fence i, o ; fence.i ; fence.tso ; pause
    sinval.vma a0, a1 ; sfence.w.inval ; sfence.inval.ir
    cbo.inval (a0) ; cbo.clean (t6) ; cbo.flush (sp) ; cbo.zero (a5)
    sfence.vma ; sfence.vma a0 ; sfence.vma a0, a1
    wfi ; mret ; sret ; ecall ; ebreak ; unimp
    lr.w.aq a0, (a1)
    sc.d.rl a0, a2, (a1)
    amoadd.w.aqrl a0, a2, (a1)
    amomaxu.d a0, a2, (a1)
    amoswap.d a0, a2, 0(a1)
    .macro SAVE reg, slot=2, base:req
    sd \reg, (\slot * 8)(\base)
    .endm
    SAVE a0, 3, sp
    SAVE reg=a1, base=sp
    .rept 3
    addi a0, a0, 1
    .endr
    .irp r, s0, s1, s2
    mv \r, zero
    .endr
    .set i, 0
    .rept 4
    .set i, i + 8
    sd x10, i(sp)
    .endr
    .altmacro
    .macro SAVE_GP n
    sd x\n, \n*8(sp)
    .endm
    .set n, 5
    .rept 27
    SAVE_GP %n
    .set n, n + 1
    .endr
    .noaltmacro
    .option push
    .option rvc
    c.addi a0, 1 ; c.nop ; c.lwsp a0, 4(sp) ; c.ldsp a0, 8(sp) ; c.sdsp a0, 8(sp) ; c.swsp a0, 4(sp)
    c.addi16sp sp, -64 ; c.addi4spn a0, sp, 16 ; c.lui a0, 1 ; c.lui a0, 0xfffe1 ; c.li a0, -1
    c.mv a0, a1 ; c.add a0, a1 ; c.sub a0, a1 ; c.addw a0, a1 ; c.subw a0, a1 ; c.xor a0, a1 ; c.or a0, a1 ; c.and a0, a1
    c.beqz a0, 2f ; c.bnez a0, 2f ; c.j 2f ; c.jr a0 ; c.jalr a0
    c.fld fa0, 8(a1) ; c.fsd fa0, 8(a1) ; c.fldsp fs5, 8(sp) ; c.fsdsp fs5, 504(sp)
    c.ld a0, 8(a1) ; c.sd a0, 8(a1) ; c.lw a0, 8(a1) ; c.sw a0, 8(a1)
    c.slli a0, 3 ; c.srli a0, 3 ; c.srai a0, 3 ; c.andi a0, -3 ; c.addiw a0, 2 ; c.ebreak
2:  c.nop
    .align 3
    .option pop
func:
    ret
    .balign 16
    addi a0, a0, 'a' + '\n'
    .balign 16

    .section .rodata
msg: .asciz "hello, \"w\x6frld\"\n\t\0\101é" # a remark
    .ascii "a", "b"
    .string "c" /* and
    one more */
    .p2align 3, 0xff
table:
    .dword msg, _start, table_end - table, . - table, 0xfffffffffffff000, -1, LATER
    .quad 1 + 2 * 3 - 4 / 2 % 3
    .word ~0, -1, 0xffffffff, 1 << 31
    .half 1, 2, 0xffff; .byte 1, -1, 255, 'x'
    .zero 3
    .space 5, 0xaa
    .skip 2
    .fill 2, 4, 0x01020304
    .balign 8
table_end:
    .data
    .word 1
    .dword 2
    .bss
    .balign 16
    .space 64
stack_top:
`;

test('a source with every directive and pseudo-instruction', () => {
  expectSame(source);
});

test('expressions, by their precedences', () => {
  const operators = ['+', '-', '*', '/', '%', '<<', '>>', '&', '|', '^'];
  const expressions = operators
    .flatMap((a) => operators.flatMap((b) => [`91 ${a} 3 ${b} 2`, `-7 ${a} (5 ${b} 1)`, `~4 ${a} -(1 ${b} 2)`]))
    // A shift by a negative number, or a division by zero, is an error to us, and a warning to GNU as.
    .filter((text) => !/(<<|>>) -|[/%] (\(5 %|-\(1 (\/|>>|&))/.test(text));
  expect(expressions.length).toBe(272);
  expectSame(`.data\n${expressions.map((text) => `.dword ${text}`).join('\n')}`);
});

test('the names of CSRs', () => {
  // Those of extensions that binutils 2.40 predates are left out.
  const recent = /^(ssp|jvt|scountinhibit|srmcfg|[sm]ireg[2-6]|m(cycle|instret)cfg|mn(scratch|epc|cause|status))$/;
  const names = csrs.map(({ name }) => name).filter((name) => !recent.test(name));
  expect(names.length).toBeGreaterThan(200);
  expectSame(names.map((name) => `csrr a0, ${name}`).join('\n'));
});
