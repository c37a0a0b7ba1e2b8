/* Loads from where the kernel is. */
#include <racho/probe.h>

int main(void)
{
    println("load_kernel: loading from %p, where the kernel is", (void *)KERNEL_BASE);
    uint64_t value = load(KERNEL_BASE);
    println("load_kernel: the load went through; it gave 0x%lx", value);
    return 1;
}
