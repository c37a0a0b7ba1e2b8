/* The racho system calls. Generated from the tables of @racho/abi by scripts/syscalls-header.mjs. */
#pragma once

#define SYS_WRITE    64 /* write(fd, buffer, length): bytes */
#define SYS_EXIT     93 /* exit(status): never */
#define SYS_YIELD    124 /* yield(): zero */
#define SYS_GET_TIME 169 /* get_time(): milliseconds */

#define RACHO_FAILURE      -1 /* what a call that fails returns */
#define RACHO_STDOUT       1 /* the one descriptor: the console */
#define RACHO_NOTE_TYPE    1 /* of the note "racho", which selects these calls */
#define RACHO_NOTE_VERSION 1 /* its descriptor */
