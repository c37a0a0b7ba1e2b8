/* Where a program begins: the first instruction that the kernel runs of it. */

    .section .text.start, "ax", @progbits
    .globl  _start
    .type   _start, @function
_start:
    /*
     * The kernel passes argc in a0 and argv in a1, and leaves both on the stack as System V systems do: argc, the
     * pointers, NULL. The stack is what is used here, because Linux gives nothing else, and a program that only writes and
     * exits runs there too. The loader has cleared .bss; nothing uses gp, because nothing is relaxed (-mno-relax).
     */
    ld      a0, 0(sp)
    addi    a1, sp, 8
    li      fp, 0               /* the end of the chain of frames, for debuggers */
    call    main
    call    exit
    .size   _start, . - _start
