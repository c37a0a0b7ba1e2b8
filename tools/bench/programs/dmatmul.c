/* Multiplies matrices of f64, with the rows in the inner loop: a load, a multiplication, an addition and a store each. */
#include "bench.h"

enum { N = 96 };

static f64 a[N][N], b[N][N], c[N][N];

u64 work(u64 size) {
    for (u32 i = 0; i < N; i++) {
        for (u32 j = 0; j < N; j++) {
            a[i][j] = next_fraction() - 0.5;
            b[i][j] = next_fraction() - 0.5;
        }
    }
    u64 sum = 0;
    for (u64 round = 0; round < size; round++) {
        for (u32 i = 0; i < N; i++) {
            for (u32 j = 0; j < N; j++) c[i][j] = 0;
            for (u32 k = 0; k < N; k++) {
                f64 factor = a[i][k];
                for (u32 j = 0; j < N; j++) c[i][j] += factor * b[k][j];
            }
        }
        a[round % N][round % N] = c[5][7];
        sum = mix(sum, bits_of(c[round % N][3]));
    }
    return sum;
}
