# Bytes in memory: the primes below 64 Ki, by Eratosthenes.
.equ ROUNDS, 60
.equ SIZE, 65536
_start:
    li      s0, ROUNDS
again:
    la      s1, flags
    li      s2, SIZE
    mv      t0, s1
    add     t1, s1, s2
1:  sd      zero, 0(t0)             # clear
    addi    t0, t0, 8
    bltu    t0, t1, 1b
    li      a0, 0                   # primes
    li      t0, 2
2:  add     t1, s1, t0
    lbu     t2, 0(t1)
    bnez    t2, 4f
    addi    a0, a0, 1
    add     t3, t1, t0
    add     t4, s1, s2
    li      t5, 1
    bgeu    t3, t4, 4f
3:  sb      t5, 0(t3)
    add     t3, t3, t0
    bltu    t3, t4, 3b
4:  addi    t0, t0, 1
    bltu    t0, s2, 2b
    addi    s0, s0, -1
    bnez    s0, again
    mv      a1, a0
    j       finish
    .bss
flags:
    .zero   SIZE
    .text
