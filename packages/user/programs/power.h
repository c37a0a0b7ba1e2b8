/* Powers modulo a prime, one multiplication at a time: work for a while, with a sign of life now and then. */
#pragma once

#include <racho/user.h>

#define MODULUS 998244353UL /* 119 * 2^23 + 1, a prime */
#define INTERVAL 10000UL    /* a line every so many multiplications */
#define RECENT 100UL        /* so many powers are kept */

/* The same by squaring, to check against: the bits of `count` say which squares are factors. */
static unsigned long power_by_squaring(unsigned long base, unsigned long count)
{
    unsigned long result = 1;
    for (; count > 0; count >>= 1) {
        if (count & 1)
            result = result * base % MODULUS;
        base = base * base % MODULUS;
    }
    return result;
}

/* Computes base^count in `count` steps and says how far it is. The last powers go round in a ring. */
static int run_power(const char *name, unsigned long base, unsigned long count)
{
    static unsigned long recent[RECENT];
    unsigned long last = 0;
    recent[last] = 1;
    for (unsigned long i = 1; i <= count; i++) {
        unsigned long next = last + 1 == RECENT ? 0 : last + 1;
        recent[next] = recent[last] * base % MODULUS;
        last = next;
        if (i % INTERVAL == 0)
            println("%s [%lu/%lu]", name, i, count);
    }
    println("%lu^%lu = %lu(MOD %lu)", base, count, recent[last], MODULUS);

    for (unsigned long age = 0; age < RECENT; age++)
        assert(recent[(last + RECENT - age) % RECENT] == power_by_squaring(base, count - age));
    println("Test %s OK!", name);
    return 0;
}
