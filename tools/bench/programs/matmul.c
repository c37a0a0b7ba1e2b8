/* Multiplies matrices of 64-bit integers, by rows and columns. */
#include "bench.h"

enum { N = 128 };

static u64 a[N][N], b[N][N], c[N][N];

u64 work(u64 size) {
    for (u32 i = 0; i < N; i++) {
        for (u32 j = 0; j < N; j++) {
            a[i][j] = next_random();
            b[i][j] = next_random();
        }
    }
    u64 sum = 0;
    for (u64 round = 0; round < size; round++) {
        for (u32 i = 0; i < N; i++) {
            for (u32 j = 0; j < N; j++) {
                u64 dot = 0;
                for (u32 k = 0; k < N; k++) dot += a[i][k] * b[k][j];
                c[i][j] = dot;
            }
        }
        a[round % N][round % N] ^= c[5][7];
        sum = mix(sum, c[round % N][3]);
    }
    return sum;
}
