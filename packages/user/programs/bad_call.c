/* Makes calls that do not exist, with arguments that would be good for `write`. */
#include "refused.h"

static const char secret[] = "bad_call: THIS MUST NOT BE SEEN\n";

int main(void)
{
    static const uint64_t numbers[] = {
        0, 1, 63, 65, 92, 94, 123, 125, 168, 170, 1000, UINT64_MAX, 1UL << 63, 1UL << 53,
        1UL << 32 | SYS_WRITE, 1UL << 31, SYS_WRITE + (1UL << 16), -(uint64_t)SYS_WRITE,
    };
    println("bad_call: making calls that do not exist");
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        expect_refusal((long)numbers[i], RACHO_STDOUT, (uint64_t)secret, sizeof secret - 1);
    return verdict("bad_call");
}
