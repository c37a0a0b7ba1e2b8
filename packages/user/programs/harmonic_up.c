/* An upper bound of 1 + 1/2 + ... + 1/600000: every operation rounds up. First it divides by zero, which the flags keep. */
#include "harmonic.h"

int main(void)
{
    volatile double zero = 0;
    double infinity = 1 / zero;
    assert(bits_of(infinity) == 0x7ffUL << 52);
    return run_harmonic("harmonic_up", ROUND_UP, INEXACT | DIVISION_BY_ZERO);
}
