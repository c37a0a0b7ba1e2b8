/* Runs for ever and never lets anybody else: only the timer gets the processor back. */
#include <racho/probe.h>

int main(void)
{
    println("endless: running for ever");
    for (;;)
        __asm__ volatile("");
}
