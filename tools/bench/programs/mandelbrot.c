/* How long points stay in the Mandelbrot set's iteration, in f64: a short loop with a comparison at its end. */
#include "bench.h"

enum { WIDTH = 128, HEIGHT = 64, ITERATIONS = 200 };

static u32 iterations(f64 x, f64 y) {
    f64 re = 0, im = 0;
    u32 count = 0;
    while (count < ITERATIONS && re * re + im * im < 4) {
        f64 next = re * re - im * im + x;
        im = 2 * re * im + y;
        re = next;
        count++;
    }
    return count;
}

u64 work(u64 size) {
    u64 sum = 0;
    for (u64 round = 0; round < size; round++) {
        f64 offset = (f64)round * 0x1p-12;
        for (u32 row = 0; row < HEIGHT; row++) {
            for (u32 column = 0; column < WIDTH; column++) {
                sum = mix(sum, iterations(-2.1 + 2.8 * column / WIDTH + offset, -1.2 + 2.4 * row / HEIGHT));
            }
        }
    }
    return sum;
}
