/* 5^140000 modulo a prime. */
#include "power.h"

int main(void)
{
    return run_power("power_5", 5, 140000);
}
