/* Runs the work on a PC without an operating system, for emulators of those: started as Multiboot says, in protected mode. */
#include "bench.h"
#include "hex.h"

enum { COM1 = 0x3f8 };

u8 stack[16384] __attribute__((aligned(16)));

/* The header of the Multiboot specification, version 0.6.96: magic, flags, checksum. CR4.OSFXSR lets SSE work. */
__asm__(".section .multiboot, \"a\", @progbits\n"
        ".balign 4\n"
        ".long 0x1badb002, 0, -0x1badb002\n"
        ".section .text.start, \"ax\", @progbits\n"
        ".globl _start\n"
        "_start: cli\n"
        "mov $stack + 16384, %esp\n"
        "mov %cr4, %eax\n"
        "or $0x600, %eax\n"
        "mov %eax, %cr4\n"
        "call enter\n"
        ".text");

static void put(char c) {
    __asm__ volatile("outb %0, %1" : : "a"((u8)c), "d"((u16)COM1));
}

/* What 32-bit code calls for a remainder of 64 bits: long division, bit by bit. */
u64 __umoddi3(u64 dividend, u64 divisor) {
    u64 rest = 0;
    for (i32 bit = 63; bit >= 0; bit--) {
        u64 carry = rest >> 63;
        rest = (rest << 1) | ((dividend >> bit) & 1);
        if (carry || rest >= divisor) rest -= divisor;
    }
    return rest;
}

__attribute__((noreturn, used)) void enter(void) {
    char line[LINE_LENGTH];
    hex_line(line, work(SIZE));
    for (int i = 0; i < LINE_LENGTH; i++) put(line[i]);
    for (;;) __asm__ volatile("hlt");
}
