/* 3^200000 modulo a prime. */
#include "power.h"

int main(void)
{
    return run_power("power_3", 3, 200000);
}
