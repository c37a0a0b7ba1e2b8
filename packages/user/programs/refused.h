/* For programs whose bad calls must be refused and leave no trace: each call is made and its result checked. */
#pragma once

#include <racho/probe.h>

/* How many calls were not refused. */
static int accepted;

/* Makes one call. If it does not fail, says so: then the kernel has a hole. */
static void expect_refusal(long number, unsigned long argument0, unsigned long argument1, unsigned long argument2)
{
    long result = syscall(number, (long)argument0, (long)argument1, (long)argument2);
    if (result == RACHO_FAILURE)
        return;
    println("call %ld(0x%lx, 0x%lx, 0x%lx) was not refused: %ld", number, argument0, argument1, argument2, result);
    accepted++;
}

/* The last line, and the exit status. */
static int verdict(const char *name)
{
    if (accepted > 0) {
        println("%s: %d calls were not refused", name, accepted);
        return 1;
    }
    println("%s: every call was refused", name);
    return 0;
}
