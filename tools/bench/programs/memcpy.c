/* Copies half a mebibyte to and fro, as a C library's memcpy does: eight words a turn, and bytes at odd addresses. */
#include "bench.h"

enum { BYTES = 1 << 19 };

static u64 one[BYTES / 8], other[BYTES / 8];

static NOINLINE void copy(void *to, const void *from, u64 length) {
    u8 *d = to;
    const u8 *s = from;
    if ((((u64)d | (u64)s) & 7) == 0) {
        for (; length >= 64; length -= 64, d += 64, s += 64) {
            u64 *dw = (u64 *)d;
            const u64 *sw = (const u64 *)s;
            u64 w0 = sw[0], w1 = sw[1], w2 = sw[2], w3 = sw[3], w4 = sw[4], w5 = sw[5], w6 = sw[6], w7 = sw[7];
            dw[0] = w0, dw[1] = w1, dw[2] = w2, dw[3] = w3, dw[4] = w4, dw[5] = w5, dw[6] = w6, dw[7] = w7;
        }
    }
    while (length-- > 0) *d++ = *s++;
}

u64 work(u64 size) {
    for (u32 i = 0; i < BYTES / 8; i++) one[i] = next_random();
    u64 sum = 0;
    for (u64 round = 0; round < size; round++) {
        copy(other, one, BYTES);
        other[round % (BYTES / 8)] += round;
        copy(one, other, BYTES);
        copy((u8 *)one + 1, (u8 *)other + 2048, 4096);
        sum = mix(sum, one[(round * 77) % (BYTES / 8)]);
    }
    return sum;
}
