/* Runs the work in M-mode on QEMU's `virt` machine, or racho's, with no firmware below it. */
#include "bench.h"
#include "hex.h"

static volatile u8 *const uart = (u8 *)0x10000000;
static volatile u32 *const finisher = (u32 *)0x100000;
enum { FINISHER_PASS = 0x5555 };

u8 stack[16384] __attribute__((aligned(16)));

/* mstatus.FS = Initial: floating point is off at reset. */
__asm__(".section .text.start, \"ax\", @progbits\n"
        ".globl _start\n"
        "_start: li t0, 1 << 13\n"
        "csrs mstatus, t0\n"
        "csrw fcsr, zero\n"
        "lla sp, stack + 16384\n"
        "call enter\n"
        ".text");

__attribute__((noreturn, used)) void enter(void) {
    char line[LINE_LENGTH];
    hex_line(line, work(SIZE));
    for (int i = 0; i < LINE_LENGTH; i++) *uart = (u8)line[i];
    for (;;) *finisher = FINISHER_PASS;
}
