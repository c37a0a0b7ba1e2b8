/* Calls of functions by a table, where the data decide which: no predictor knows them all. */
#include "bench.h"

typedef u64 function(u64);

static NOINLINE u64 add(u64 x) { return x + 0x9e3779b97f4a7c15u; }
static NOINLINE u64 multiply(u64 x) { return x * 0xbf58476d1ce4e5b9u; }
static NOINLINE u64 fold(u64 x) { return x ^ (x >> 31); }
static NOINLINE u64 turn(u64 x) { return (x << 17) | (x >> 47); }
static NOINLINE u64 negate(u64 x) { return ~x; }
static NOINLINE u64 spread(u64 x) { return x ^ (x << 13); }
static NOINLINE u64 subtract(u64 x) { return x - 0x94d049bb133111ebu; }
static NOINLINE u64 scale(u64 x) { return x * 9; }

static function *const table[8] = {add, multiply, fold, turn, negate, spread, subtract, scale};

u64 work(u64 size) {
    u64 x = 1;
    /* The counter makes half of the calls regular. */
    for (u64 i = 0; i < size * 1000000; i++) x = table[(i ^ (x & (i >> 1))) & 7](x);
    return x;
}
