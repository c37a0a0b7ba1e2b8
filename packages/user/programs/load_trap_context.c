/* Loads from the page of its own trap context. */
#include <racho/probe.h>

int main(void)
{
    println("load_trap_context: loading from %p, the page of its own trap context", (void *)TRAP_CONTEXT);
    uint64_t value = load(TRAP_CONTEXT);
    println("load_trap_context: the load went through; it gave 0x%lx", value);
    return 1;
}
