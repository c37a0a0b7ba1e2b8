/* System calls: the number in a7, arguments from a0, then `ecall`; the result comes in a0. */
#include <racho/user.h>

long syscall(long number, long argument0, long argument1, long argument2)
{
    register long a0 __asm__("a0") = argument0;
    register long a1 __asm__("a1") = argument1;
    register long a2 __asm__("a2") = argument2;
    register long a7 __asm__("a7") = number;
    /* "memory": the kernel reads what the arguments point to, so it has to be there by now */
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a7) : "memory");
    return a0;
}

long write(int fd, const void *buffer, size_t length)
{
    return syscall(SYS_WRITE, fd, (long)buffer, (long)length);
}

_Noreturn void exit(int status)
{
    syscall(SYS_EXIT, status, 0, 0);
    /* A kernel that lets a program go on after its exit is stopped here, on an instruction that never is one. */
    __builtin_trap();
}

void yield(void)
{
    syscall(SYS_YIELD, 0, 0, 0);
}

long get_time(void)
{
    return syscall(SYS_GET_TIME, 0, 0, 0);
}
