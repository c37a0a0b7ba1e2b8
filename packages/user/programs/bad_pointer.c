/* Asks the kernel to write bytes that are not, or not all, its own. What is written must never be seen. */
#include "refused.h"

/* The linker script puts it behind the last page (user.ld). */
extern char program_end[];

static const char secret[] = "bad_pointer: THIS MUST NOT BE SEEN\n";

static void expect_refused_write(uint64_t address, uint64_t length)
{
    expect_refusal(SYS_WRITE, RACHO_STDOUT, address, length);
}

int main(void)
{
    println("bad_pointer: writing from where it may not read");

    expect_refused_write(0, 8);
    expect_refused_write(KERNEL_BASE, 8);
    expect_refused_write(TRAP_CONTEXT, 8);
    expect_refused_write(TRAMPOLINE, 8);
    expect_refused_write(1UL << 38, 8);  /* the first address that SV39 cannot have */
    expect_refused_write(1UL << 63, 8);

    /* Some bytes are its own, but the last or the first are not. */
    expect_refused_write((uint64_t)program_end - 4, 8);
    expect_refused_write((uint64_t)program_end, 1);
    expect_refused_write(0x10000 - 4, 8);

    /* The end of the range is below its start. */
    expect_refused_write((uint64_t)secret, -(uint64_t)secret + 16);
    expect_refused_write(UINT64_MAX - 3, 8);
    expect_refused_write(UINT64_MAX, 1);

    /* The bytes are good, but not the descriptor. */
    for (int fd = -1; fd <= 3; fd++)
        if (fd != RACHO_STDOUT)
            expect_refusal(SYS_WRITE, (unsigned long)fd, (uint64_t)secret, sizeof secret - 1);
    expect_refusal(SYS_WRITE, 1UL << 32 | RACHO_STDOUT, (uint64_t)secret, sizeof secret - 1);

    return verdict("bad_pointer");
}
