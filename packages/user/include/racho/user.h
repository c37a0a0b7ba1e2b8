/* user_lib: what a program that stands on nothing but the racho system calls has at hand. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <racho/syscalls.h>

/* --- System calls (lib/syscall.c) --- */

/* Any call, by number: the result is what register a0 holds after it. */
long syscall(long number, long argument0, long argument1, long argument2);

/* Writes `length` bytes to the console. Returns `length`, or RACHO_FAILURE and has written nothing. */
long write(int fd, const void *buffer, size_t length);

/* Ends the program. */
_Noreturn void exit(int status);

/* Lets the other programs run. */
void yield(void);

/* Milliseconds since boot. */
long get_time(void);

/* --- Output (lib/print.c) --- */

/*
 * Formatted output, and the same with the end of a line. Knows %d %u %x %ld %lu %lx %c %s %p %%, without widths.
 * What fits a line of 256 bytes is one system call, so that lines of different programs do not mix.
 */
__attribute__((format(printf, 1, 2))) void print(const char *format, ...);
__attribute__((format(printf, 1, 2))) void println(const char *format, ...);

/* --- What must not happen (lib/print.c) --- */

/* The exit status after a panic. */
#define PANIC_STATUS 101

/* Says where and why, and ends the program. */
#define panic(...) panic_at(__FILE__, __LINE__, __VA_ARGS__)
#define assert(condition) ((condition) ? (void)0 : panic("assertion failed: %s", #condition))

__attribute__((format(printf, 3, 4))) _Noreturn void panic_at(const char *file, int line, const char *format, ...);

/* --- Memory (lib/memory.c): compilers call these on their own as well --- */

void *memcpy(void *restrict to, const void *restrict from, size_t length);
void *memmove(void *to, const void *from, size_t length);
void *memset(void *to, int byte, size_t length);
int memcmp(const void *left, const void *right, size_t length);
size_t strlen(const char *text);
