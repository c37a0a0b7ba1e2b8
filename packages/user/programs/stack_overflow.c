/* Calls itself until the stack is used up and the next frame lies in the guard page. */
#include <racho/probe.h>

#define ENOUGH (64UL * 1024) /* bytes; the stack has 8 KiB */

/* What each call keeps on the stack: less than a page, so that the guard page is not jumped over. */
struct frame {
    const struct frame *caller;
    char bytes[512];
};

/* Where the frame of the deepest call is. */
static uint64_t recurse(const struct frame *caller, uint64_t top)
{
    struct frame frame = {.caller = caller};
    /* The assembly might look at the frame, before the call and after it: so there has to be one for each call. */
    __asm__ volatile("" : : "r"(&frame) : "memory");
    uint64_t here = (uint64_t)&frame;
    uint64_t deepest = top - here >= ENOUGH ? here : recurse(&frame, top);
    __asm__ volatile("" : : "r"(&frame) : "memory");
    return deepest;
}

int main(void)
{
    println("stack_overflow: recursing into the guard page");
    uint64_t top = (uint64_t)__builtin_frame_address(0);
    uint64_t deepest = recurse(NULL, top);
    println("stack_overflow: %lu bytes of stack were used and nothing stopped it", top - deepest);
    return 1;
}
