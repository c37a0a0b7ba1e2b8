/* Fibonacci numbers by recursion: calls, returns, and little between. */
#include "bench.h"

static NOINLINE u64 fib(u64 n) {
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

u64 work(u64 size) {
    u64 sum = 0;
    for (u64 round = 0; round < size; round++) sum = mix(sum, fib(24 + (round & 1)));
    return sum;
}
