/*
 * Runs the work as a process: of racho's kernel or of Linux on RISC-V, whose calls 64 and 93 are the same, or of Linux on
 * x86-64. No library, so that nothing but the work is measured.
 */
#include "bench.h"
#include "hex.h"

#if defined(__riscv)
enum { CALL_WRITE = 64, CALL_EXIT = 93 };

static i64 call(i64 number, i64 first, i64 second, i64 third) {
    register i64 a7 __asm__("a7") = number;
    register i64 a0 __asm__("a0") = first;
    register i64 a1 __asm__("a1") = second;
    register i64 a2 __asm__("a2") = third;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2) : "memory");
    return a0;
}

__asm__(".section .text.start, \"ax\", @progbits\n"
        ".globl _start\n"
        "_start: call enter\n"
        ".text");
#elif defined(__x86_64__)
enum { CALL_WRITE = 1, CALL_EXIT = 231 };

static i64 call(i64 number, i64 first, i64 second, i64 third) {
    i64 result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(first), "S"(second), "d"(third)
                     : "rcx", "r11", "memory");
    return result;
}

__asm__(".section .text.start, \"ax\", @progbits\n"
        ".globl _start\n"
        "_start: xor %ebp, %ebp\n"
        "and $-16, %rsp\n"
        "call enter\n"
        ".text");
#endif

__attribute__((noreturn, used)) void enter(void) {
    char line[LINE_LENGTH];
    hex_line(line, work(SIZE));
    call(CALL_WRITE, 1, (i64)line, sizeof line);
    for (;;) call(CALL_EXIT, 0, 0, 0);
}
