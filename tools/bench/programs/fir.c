/* A filter of 32 taps over samples of f32: the single precision that sound and pictures use. */
#include "bench.h"

enum { TAPS = 32, SAMPLES = 8192 };

static f32 taps[TAPS], in[SAMPLES + TAPS], out[SAMPLES];

u64 work(u64 size) {
    for (u32 i = 0; i < TAPS; i++) taps[i] = (f32)(next_fraction() - 0.5) / 4;
    for (u32 i = 0; i < SAMPLES + TAPS; i++) in[i] = (f32)(next_fraction() - 0.5);
    u64 sum = 0;
    for (u64 round = 0; round < size; round++) {
        for (u32 i = 0; i < SAMPLES; i++) {
            f32 dot = 0;
            for (u32 tap = 0; tap < TAPS; tap++) dot += taps[tap] * in[i + tap];
            out[i] = dot;
        }
        for (u32 i = 0; i < SAMPLES; i++) in[i] = out[i] + in[i] * 0.5f;
        sum = mix(sum, bits_of((f64)out[round % SAMPLES]));
    }
    return sum;
}
