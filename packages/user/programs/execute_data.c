/* Calls what lies in its data, on a page that may be read and written only. */
#include <racho/probe.h>

/* jalr zero, 0(ra): would only return */
static uint32_t code[] = {0x00008067};

int main(void)
{
    println("execute_data: calling data at %p", (void *)code);
    __asm__ volatile("jalr ra, 0(%0)" : : "r"(code) : "ra", "memory");
    println("execute_data: the data ran");
    return 1;
}
