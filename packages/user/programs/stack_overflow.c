/* Calls itself until the stack is used up and the next frame lies in the guard page. */
#include <racho/probe.h>

#define FRAME 512UL             /* bytes, at least, of each call: less than a page, so that none is jumped over */
#define ENOUGH (64UL * 1024)    /* bytes; the stack has 8 KiB */

static unsigned long recurse(unsigned long used)
{
    volatile char frame[FRAME];
    frame[0] = 1;
    if (used >= ENOUGH)
        return used;
    return recurse(used + FRAME) + frame[0] - 1; /* works after the call, so that the frame has to stay */
}

int main(void)
{
    println("stack_overflow: recursing into the guard page");
    unsigned long used = recurse(0);
    println("stack_overflow: %lu bytes of stack were used and nothing stopped it", used);
    return 1;
}
