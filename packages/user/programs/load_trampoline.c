/* Loads from the trampoline page. */
#include <racho/probe.h>

int main(void)
{
    println("load_trampoline: loading from %p, the trampoline page", (void *)TRAMPOLINE);
    uint64_t value = load(TRAMPOLINE);
    println("load_trampoline: the load went through; it gave 0x%lx", value);
    return 1;
}
