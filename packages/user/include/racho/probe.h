/*
 * What a program needs to misbehave exactly. A compiler may assume that nobody stores to a constant or loads from nowhere,
 * and drop or change code that does; it leaves volatile assembly alone.
 */
#pragma once

#include <racho/user.h>

/* Addresses that belong to the kernel. */
#define KERNEL_BASE  0x80200000UL         /* the image */
#define TRAP_CONTEXT 0xffffffffffffe000UL /* the page where traps save this program's registers */
#define TRAMPOLINE   0xfffffffffffff000UL /* the page with the code that does so */

/* One `ld` from `address`. */
static inline uint64_t load(uint64_t address)
{
    uint64_t value;
    __asm__ volatile("ld %0, 0(%1)" : "=r"(value) : "r"(address) : "memory");
    return value;
}

/* One `sd` to `address`. */
static inline void store(uint64_t address, uint64_t value)
{
    __asm__ volatile("sd %0, 0(%1)" : : "r"(value), "r"(address) : "memory");
}
