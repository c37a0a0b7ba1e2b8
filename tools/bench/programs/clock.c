/* Asks the time, which is the call that does least: get_time of racho, gettimeofday of Linux with nowhere to put it. */
#include "bench.h"

u64 work(u64 size) {
    for (u64 i = 0; i < size * 1000; i++) {
#if defined(__riscv)
        register i64 a7 __asm__("a7") = 169;
        register i64 a0 __asm__("a0") = 0;
        register i64 a1 __asm__("a1") = 0;
        __asm__ volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1) : "memory");
#elif defined(__x86_64__)
        i64 result;
        __asm__ volatile("syscall" : "=a"(result) : "a"(96), "D"(0), "S"(0) : "rcx", "r11", "memory");
#endif
    }
    return size;
}
