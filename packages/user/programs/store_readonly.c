/* Stores to a constant, which lies on a page that may only be read. */
#include <racho/probe.h>

static const uint64_t constant = 42;

int main(void)
{
    println("store_readonly: storing to a constant at %p", (void *)&constant);
    store((uint64_t)&constant, 43);
    println("store_readonly: the store went through; the constant is %lu", load((uint64_t)&constant));
    return 1;
}
