/* 7^160000 modulo a prime. */
#include "power.h"

int main(void)
{
    return run_power("power_7", 7, 160000);
}
