/* The norm of an infinite matrix 1 / (triangle(i + j) + i + 1), cut at 128 rows, by the power method: divisions in f64. */
#include "bench.h"

enum { N = 128 };

static f64 u[N], v[N], between[N];

static f64 element(u32 i, u32 j) {
    return 1.0 / (f64)((i + j) * (i + j + 1) / 2 + i + 1);
}

static NOINLINE void multiply(const f64 *from, f64 *to) {
    for (u32 i = 0; i < N; i++) {
        f64 sum = 0;
        for (u32 j = 0; j < N; j++) sum += element(i, j) * from[j];
        to[i] = sum;
    }
}

static NOINLINE void multiply_transposed(const f64 *from, f64 *to) {
    for (u32 i = 0; i < N; i++) {
        f64 sum = 0;
        for (u32 j = 0; j < N; j++) sum += element(j, i) * from[j];
        to[i] = sum;
    }
}

u64 work(u64 size) {
    u64 sum = 0;
    for (u64 round = 0; round < size; round++) {
        for (u32 i = 0; i < N; i++) u[i] = 1 + next_fraction();
        for (u32 i = 0; i < 4; i++) {
            multiply(u, between);
            multiply_transposed(between, v);
            multiply(v, between);
            multiply_transposed(between, u);
        }
        f64 uv = 0, vv = 0;
        for (u32 i = 0; i < N; i++) {
            uv += u[i] * v[i];
            vv += v[i] * v[i];
        }
        sum = mix(sum, bits_of(__builtin_sqrt(uv / vv)));
    }
    return sum;
}
