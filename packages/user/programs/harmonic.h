/* A sum of quotients in one rounding mode: each step is inexact, so that the last bits tell which mode was on all the time. */
#pragma once

#include <racho/user.h>

#define TERMS 600000UL   /* of the harmonic series */
#define INTERVAL 120000UL /* a line every so many terms */

/* Rounding modes and exceptions as fcsr has them. */
enum { ROUND_DOWN = 2, ROUND_UP = 3 };
enum { INEXACT = 1, DIVISION_BY_ZERO = 8 };

static void set_rounding(unsigned long mode) { __asm__ volatile("fsrm %0" : : "r"(mode)); }

static unsigned long rounding(void)
{
    unsigned long mode;
    __asm__ volatile("frrm %0" : "=r"(mode));
    return mode;
}

static unsigned long exceptions(void)
{
    unsigned long flags;
    __asm__ volatile("frflags %0" : "=r"(flags));
    return flags;
}

static unsigned long bits_of(double value)
{
    union {
        double value;
        unsigned long bits;
    } both = {value};
    return both.bits;
}

/* Computes 1 + 1/2 + ... + 1/TERMS in `mode`. `expected` are the exceptions that must have been raised at every look. */
static int run_harmonic(const char *name, unsigned long mode, unsigned long expected)
{
    /* Opaque to the compiler, which knows only one rounding mode. */
    volatile double one = 1;
    double sum = 0;
    set_rounding(mode);
    for (unsigned long i = 1; i <= TERMS; i++) {
        sum += one / (double)i;
        if (i % INTERVAL == 0) {
            println("%s [%lu/%lu]", name, i, TERMS);
            assert(rounding() == mode);
            assert(exceptions() == expected);
        }
    }
    println("%s: the sum has the bits %lx", name, bits_of(sum));
    println("Test %s OK!", name);
    return 0;
}
