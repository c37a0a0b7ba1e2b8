/*
 * measure COMMAND [ARG…]: runs the command, and writes to descriptor 3 what it took: wall, user and system time in
 * seconds, the largest resident set in KiB, and how it ended. Node cannot ask for another process's use of resources.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval time) {
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

int main(int argc, char **argv) {
    struct timespec begin, end;
    struct rusage use;
    int status;
    if (argc < 2) return 2;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    pid_t child = vfork();
    if (child == 0) {
        close(3);
        execvp(argv[1], argv + 1);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &use) != child) return 3;
    clock_gettime(CLOCK_MONOTONIC, &end);
    double wall = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
    int ended = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    dprintf(3, "{\"wall\":%.6f,\"user\":%.6f,\"system\":%.6f,\"maxRssKib\":%ld,\"status\":%d}\n", wall,
            seconds(use.ru_utime), seconds(use.ru_stime), use.ru_maxrss, ended);
    return 0;
}
