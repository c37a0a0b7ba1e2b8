/* The primes below two million by the sieve of Eratosthenes: stores with strides. */
#include "bench.h"

enum { LIMIT = 2000000 };

static u8 composite[LIMIT];

u64 work(u64 size) {
    u64 sum = 0;
    for (u64 round = 0; round < size; round++) {
        u64 primes = 0;
        for (u32 i = 0; i < LIMIT; i++) composite[i] = 0;
        for (u32 i = 2; i < LIMIT; i++) {
            if (composite[i]) continue;
            primes++;
            for (u32 j = 2 * i; j < LIMIT; j += i) composite[j] = 1;
        }
        sum = mix(sum, primes + round);
    }
    return sum;
}
