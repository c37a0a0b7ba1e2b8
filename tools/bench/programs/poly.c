/* A sine by a polynomial, as mathematical libraries have it: a chain of fused multiply-adds in f64. */
#include "bench.h"

#if defined(__x86_64__)
#define FUSED __attribute__((target("fma")))
#else
#define FUSED
#endif

/* Taylor's coefficients: (-1)^i / (2 i + 1)!. */
static const f64 coefficients[] = {1.0,          -1.0 / 6,        1.0 / 120,          -1.0 / 5040,
                                   1.0 / 362880, -1.0 / 39916800, 1.0 / 6227020800.0, -1.0 / 1307674368000.0};

FUSED u64 work(u64 size) {
    f64 total = 0;
    for (u64 i = 0; i < size * 100000; i++) {
        f64 x = (f64)(i & 0xffff) * 0x1p-16 - 0.5 + total * 0x1p-40;
        f64 square = x * x;
        f64 value = coefficients[7];
        for (i32 k = 6; k >= 0; k--) value = __builtin_fma(value, square, coefficients[k]);
        total = __builtin_fma(value, x, total);
    }
    return bits_of(total);
}
