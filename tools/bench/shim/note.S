/* The note that makes the program one for racho, too: see PERSONALITIES in packages/abi. */
    .section .note.racho, "a", @note
    .balign 4
    .word   6               /* of the name, with its NUL */
    .word   4               /* of the version */
    .word   1
    .asciz  "racho"
    .balign 4
    .word   1
