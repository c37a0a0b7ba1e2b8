# Calls and the stack: Fibonacci numbers by recursion.
_start:
    li      a0, 30
    call    fib
    mv      a1, a0
    j       finish
fib:
    li      t0, 2
    bltu    a0, t0, 1f
    addi    sp, sp, -32
    sd      ra, 0(sp)
    sd      s0, 8(sp)
    sd      s1, 16(sp)
    mv      s0, a0
    addi    a0, a0, -1
    call    fib
    mv      s1, a0
    addi    a0, s0, -2
    call    fib
    add     a0, a0, s1
    ld      ra, 0(sp)
    ld      s0, 8(sp)
    ld      s1, 16(sp)
    addi    sp, sp, 32
1:  ret
