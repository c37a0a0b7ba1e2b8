/* Executes `sret`, with which a supervisor returns from a trap to a mode of its choice. */
#include <racho/probe.h>

int main(void)
{
    println("privileged: executing sret");
    __asm__ volatile("sret" : : : "memory");
    println("privileged: sret went through");
    return 1;
}
