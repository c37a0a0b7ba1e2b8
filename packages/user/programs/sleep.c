/* Three seconds by the clock: whoever has nothing to do lets the others run. */
#include <racho/user.h>

#define DURATION 3000 /* milliseconds */

int main(void)
{
    long start = get_time();
    while (get_time() - start < DURATION)
        yield();
    println("Test sleep OK!");
    return 0;
}
