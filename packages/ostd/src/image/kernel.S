# The S-mode half of ostd: entry, trampoline, and a loop that carries out what ostd asks.
#
# GATE_*, OP_* and CONTEXT_* come from arch/gate.ts and arch/layout.ts (see scripts/build-image.ts).

    .section .text
    .globl _start
_start:                                 # from the firmware: a0 = hart id, a1 = device tree
    la      sp, boot_stack_top
    la      t0, __kernel_trap
    csrw    stvec, t0
    li      t0, SSTATUS_FS              # for good: no sstatus of a user turns floating point off
    csrs    sstatus, t0
    gate    GATE_BOOT

# ---- ostd has answered: a0 = operation, a1... = its arguments --------------------------------

serve:
    beqz    a0, restore                 # the way back to the user is the hot one
    li      t0, OP_COUNT
    bgeu    a0, t0, refuse
    la      t1, operations
    slli    t0, a0, 3
    add     t1, t1, t0
    ld      t1, 0(t1)
    jr      t1

restore:
    li      t0, TRAMPOLINE              # __alltraps is the trampoline's first instruction
    csrw    stvec, t0
    slli    a2, a2, 44                  # satp = MODE and ASID above the PPN
    or      a2, a2, a3
    addi    t0, t0, __restore - __alltraps
    jr      t0

wait:
    wfi                                 # wakes on a pending interrupt, although sstatus.SIE is 0
    csrr    a0, sip
    j       done

sbi:
    mv      a7, a1
    mv      t0, a2
    mv      a0, a3
    mv      a1, a4
    mv      a2, a5
    mv      a3, a6
    mv      a6, t0
    ecall
    j       done

paging:
    slli    a1, a1, 44
    or      a1, a1, a2
    csrw    satp, a1
    sfence.vma
    csrw    sie, a3
    j       done

fence_page:
    sfence.vma a1, a2
    j       done

fence_space:
    sfence.vma x0, a1
    j       done

load:
    ld      a0, 0(a1)
    j       done

store:
    sw      a2, 0(a1)
    j       done

    .macro  save_float n
    fsd     f\n, CONTEXT_FLOAT+8*\n(a1)
    .endm
    .macro  bring_float n
    fld     f\n, CONTEXT_FLOAT+8*\n(a1)
    .endm

save_float_state:
    save_float 0
    save_float 1
    save_float 2
    save_float 3
    save_float 4
    save_float 5
    save_float 6
    save_float 7
    save_float 8
    save_float 9
    save_float 10
    save_float 11
    save_float 12
    save_float 13
    save_float 14
    save_float 15
    save_float 16
    save_float 17
    save_float 18
    save_float 19
    save_float 20
    save_float 21
    save_float 22
    save_float 23
    save_float 24
    save_float 25
    save_float 26
    save_float 27
    save_float 28
    save_float 29
    save_float 30
    save_float 31
    frcsr   t0
    sd      t0, CONTEXT_FCSR(a1)
    j       done

load_float_state:
    bring_float 0
    bring_float 1
    bring_float 2
    bring_float 3
    bring_float 4
    bring_float 5
    bring_float 6
    bring_float 7
    bring_float 8
    bring_float 9
    bring_float 10
    bring_float 11
    bring_float 12
    bring_float 13
    bring_float 14
    bring_float 15
    bring_float 16
    bring_float 17
    bring_float 18
    bring_float 19
    bring_float 20
    bring_float 21
    bring_float 22
    bring_float 23
    bring_float 24
    bring_float 25
    bring_float 26
    bring_float 27
    bring_float 28
    bring_float 29
    bring_float 30
    bring_float 31
    ld      t0, CONTEXT_FCSR(a1)
    fscsr   t0
    j       done

refuse:                                 # an operation that does not exist: ostd sees the bad number again
    li      a1, -1
done:
    gate    GATE_DONE
    j       serve

# ---- traps -----------------------------------------------------------------------------------

# A trap from user mode arrives here from __alltraps, in the kernel's address space.
    .globl __user_trap
__user_trap:
    la      t0, __kernel_trap
    csrw    stvec, t0
    csrr    a0, scause
    csrr    a1, stval
    gate    GATE_TRAP
    j       serve

# A trap from S-mode. The stack may be the reason, so nothing is pushed: ostd reports and stops.
    .balign 4
    .globl __kernel_trap
__kernel_trap:
    la      sp, boot_stack_top
    csrr    a0, scause
    csrr    a1, stval
    csrr    a2, sepc
    gate    GATE_KERNEL_TRAP
    j       serve

# ---- the trampoline: a page mapped at the same address in every address space -------------------

    .macro  save n
    sd      x\n, 8*\n(sp)
    .endm
    .macro  bring n
    ld      x\n, 8*\n(sp)
    .endm

    .section .trampoline, "ax"
    .globl __alltraps
__alltraps:                             # from U-mode: sscratch = this thread's trap context
    csrrw   sp, sscratch, sp
    save    1
    save    3
    save    4
    save    5
    save    6
    save    7
    save    8
    save    9
    save    10
    save    11
    save    12
    save    13
    save    14
    save    15
    save    16
    save    17
    save    18
    save    19
    save    20
    save    21
    save    22
    save    23
    save    24
    save    25
    save    26
    save    27
    save    28
    save    29
    save    30
    save    31
    csrr    t0, sstatus
    csrr    t1, sepc
    csrr    t2, sscratch                # the user's sp
    sd      t0, CONTEXT_SSTATUS(sp)
    sd      t1, CONTEXT_SEPC(sp)
    sd      t2, 8*2(sp)
    ld      t0, CONTEXT_KERNEL_SATP(sp)
    ld      t1, CONTEXT_TRAP_HANDLER(sp)
    ld      sp, CONTEXT_KERNEL_SP(sp)
    csrw    satp, t0                    # ASIDs differ, so no fence is needed
    jr      t1

    .globl __restore
__restore:                              # a1 = trap context, a2 = satp of the user's address space
    csrw    satp, a2
    csrw    sscratch, a1
    mv      sp, a1
    ld      t0, CONTEXT_SSTATUS(sp)
    ld      t1, CONTEXT_SEPC(sp)
    csrw    sstatus, t0
    csrw    sepc, t1
    bring   1
    bring   3
    bring   4
    bring   5
    bring   6
    bring   7
    bring   8
    bring   9
    bring   10
    bring   11
    bring   12
    bring   13
    bring   14
    bring   15
    bring   16
    bring   17
    bring   18
    bring   19
    bring   20
    bring   21
    bring   22
    bring   23
    bring   24
    bring   25
    bring   26
    bring   27
    bring   28
    bring   29
    bring   30
    bring   31
    ld      sp, 8*2(sp)
    sret

# ---- data ------------------------------------------------------------------------------------

    .section .rodata
    .balign 8
operations:
    .dword  restore, wait, sbi, paging, fence_page, fence_space, load, store
    .dword  save_float_state, load_float_state

    .section .data
    .balign 8
    .globl ostd_image_version
ostd_image_version:                     # read back by remap_test: .data must be writable, .rodata must not
    .dword  1

    .section .bss
    .balign 16
boot_stack:
    .space  4096
    .globl boot_stack_top
boot_stack_top:
