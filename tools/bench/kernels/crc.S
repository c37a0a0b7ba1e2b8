# Table look-ups: CRC-32 of 32 KiB, with a table made here.
.equ ROUNDS, 100
.equ SIZE, 32768
_start:
    la      s1, table
    li      t0, 0
1:  mv      t1, t0                  # table[t0] = eight steps of the polynomial
    li      t2, 8
2:  andi    t3, t1, 1
    srli    t1, t1, 1
    beqz    t3, 3f
    li      t4, 0xedb88320
    xor     t1, t1, t4
3:  addi    t2, t2, -1
    bnez    t2, 2b
    slli    t3, t0, 2
    add     t3, t3, s1
    sw      t1, 0(t3)
    addi    t0, t0, 1
    li      t3, 256
    bltu    t0, t3, 1b
    li      s0, ROUNDS
    li      a1, -1
again:
    la      s2, buffer
    li      t0, SIZE
    add     t0, t0, s2
4:  lbu     t1, 0(s2)
    xor     t1, t1, a1
    andi    t1, t1, 255
    slli    t1, t1, 2
    add     t1, t1, s1
    lwu     t1, 0(t1)
    slli    a1, a1, 32
    srli    a1, a1, 40
    xor     a1, a1, t1
    sb      a1, 0(s2)
    addi    s2, s2, 1
    bltu    s2, t0, 4b
    addi    s0, s0, -1
    bnez    s0, again
    j       finish
    .bss
table:
    .zero   1024
buffer:
    .zero   SIZE
    .text
