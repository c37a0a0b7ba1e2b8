/* The note that makes this a program for racho (and not for Linux, whose call 169 is another one). */

#include <racho/syscalls.h>

    .section .note.racho, "a", @note
    .balign 4
    .word   .Lname_end - .Lname
    .word   .Ldescriptor_end - .Ldescriptor
    .word   RACHO_NOTE_TYPE
.Lname:
    .asciz  "racho"
.Lname_end:
    .balign 4
.Ldescriptor:
    .word   RACHO_NOTE_VERSION
.Ldescriptor_end:
