# Words in memory and branches that can't be foreseen: insertion sort of 2048 pseudo-random words.
.equ ROUNDS, 15
.equ COUNT, 2048
_start:
    li      s0, ROUNDS
    li      s3, 12345
again:
    la      s1, words
    li      s2, COUNT
    mv      t0, s1
    mv      t1, s2
    li      t3, 1103515245
1:  mul     s3, s3, t3              # a linear congruential generator
    addi    s3, s3, 1013
    srliw   t2, s3, 8
    sw      t2, 0(t0)
    addi    t0, t0, 4
    addi    t1, t1, -1
    bnez    t1, 1b
    li      t0, 1
2:  slli    t1, t0, 2
    add     t1, s1, t1
    lw      t2, 0(t1)
3:  beq     t1, s1, 4f
    lw      t3, -4(t1)
    bleu    t3, t2, 4f
    sw      t3, 0(t1)
    addi    t1, t1, -4
    j       3b
4:  sw      t2, 0(t1)
    addi    t0, t0, 1
    bltu    t0, s2, 2b
    addi    s0, s0, -1
    bnez    s0, again
    lw      a1, 4(s1)
    lw      t0, 2000(s1)
    add     a1, a1, t0
    j       finish
    .bss
words:
    .zero   COUNT * 4
    .text
