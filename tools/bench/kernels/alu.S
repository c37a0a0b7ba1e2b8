# Arithmetic on registers: xorshift64 and a multiplication, mixed.
.equ ROUNDS, 12000000
_start:
    li      s0, ROUNDS
    li      a0, 0x9e3779b97f4a7c15
    li      a1, 1
1:  slli    t0, a0, 13
    xor     a0, a0, t0
    srli    t0, a0, 7
    xor     a0, a0, t0
    slli    t0, a0, 17
    xor     a0, a0, t0
    mul     a1, a1, a0
    addi    a1, a1, 1
    addi    s0, s0, -1
    bnez    s0, 1b
    j       finish
