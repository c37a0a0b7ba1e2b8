/* Asks the kernel to write more bytes than there are, from an address that is good. */
#include "refused.h"

static const char secret[] = "huge_length: THIS MUST NOT BE SEEN\n";

int main(void)
{
    static const uint64_t lengths[] = {
        UINT64_MAX, INT64_MAX, 1UL << 63, (1UL << 63) + 1, 1UL << 53, (1UL << 53) - 1,
        1UL << 40, (1UL << 32) + 8, 1UL << 32, 1UL << 31, 1UL << 30,
    };
    println("huge_length: writing more than there is");
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++)
        expect_refusal(SYS_WRITE, RACHO_STDOUT, (uint64_t)secret, lengths[i]);
    return verdict("huge_length");
}
