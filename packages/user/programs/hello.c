/* The smallest program that shows something: a greeting, and what it was called with. */
#include <racho/user.h>

int main(int argc, char **argv)
{
    println("Hello, world!");
    for (int i = 1; i < argc; i++)
        println("argument %d: %s", i, argv[i]);
    return 0;
}
