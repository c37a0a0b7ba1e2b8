/* A lower bound of 1 + 1/2 + ... + 1/600000: every operation rounds down. */
#include "harmonic.h"

int main(void)
{
    return run_harmonic("harmonic_down", ROUND_DOWN, INEXACT);
}
