/* Reads `sstatus`, a register of the supervisor. */
#include <racho/probe.h>

int main(void)
{
    uint64_t value;
    println("csr_access: reading sstatus");
    __asm__ volatile("csrr %0, sstatus" : "=r"(value));
    println("csr_access: the read went through; sstatus is 0x%lx", value);
    return 1;
}
