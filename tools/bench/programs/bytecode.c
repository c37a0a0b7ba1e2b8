/* An interpreter of a machine with eight registers, which counts Collatz steps: an indirect jump an instruction. */
#include "bench.h"

enum operation { CONSTANT, MOVE, ADD_CONSTANT, AND_CONSTANT, SHIFT_RIGHT, MULTIPLY, XOR, LESS, JUMP, JUMP_IF_ZERO, STOP };
enum { LIMIT, START, VALUE, STEPS, SUM, ONE, THREE, TEST, REGISTERS };

struct instruction {
    u8 operation, a, b, c;
};

/* for (start = 1; start < limit; start++) { steps of the sequence from start to 1; sum = sum * 3 ^ steps; } */
static struct instruction program[] = {
    /*  0 */ {MOVE, START, ONE, 0},
    /*  1 */ {LESS, TEST, START, LIMIT},
    /*  2 */ {JUMP_IF_ZERO, TEST, 19, 0},
    /*  3 */ {CONSTANT, STEPS, 0, 0},
    /*  4 */ {MOVE, VALUE, START, 0},
    /*  5 */ {LESS, TEST, ONE, VALUE},
    /*  6 */ {JUMP_IF_ZERO, TEST, 15, 0},
    /*  7 */ {ADD_CONSTANT, STEPS, STEPS, 1},
    /*  8 */ {AND_CONSTANT, TEST, VALUE, 1},
    /*  9 */ {JUMP_IF_ZERO, TEST, 13, 0},
    /* 10 */ {MULTIPLY, VALUE, VALUE, THREE},
    /* 11 */ {ADD_CONSTANT, VALUE, VALUE, 1},
    /* 12 */ {JUMP, 5, 0, 0},
    /* 13 */ {SHIFT_RIGHT, VALUE, VALUE, 1},
    /* 14 */ {JUMP, 5, 0, 0},
    /* 15 */ {MULTIPLY, SUM, SUM, THREE},
    /* 16 */ {XOR, SUM, SUM, STEPS},
    /* 17 */ {ADD_CONSTANT, START, START, 1},
    /* 18 */ {JUMP, 1, 0, 0},
    /* 19 */ {STOP, 0, 0, 0},
};

static NOINLINE void interpret(const struct instruction *pc, u64 r[REGISTERS]) {
    for (;;) {
        struct instruction i = *pc++;
        switch ((enum operation)i.operation) {
        case CONSTANT: r[i.a] = i.b; break;
        case MOVE: r[i.a] = r[i.b]; break;
        case ADD_CONSTANT: r[i.a] = r[i.b] + i.c; break;
        case AND_CONSTANT: r[i.a] = r[i.b] & i.c; break;
        case SHIFT_RIGHT: r[i.a] = r[i.b] >> i.c; break;
        case MULTIPLY: r[i.a] = r[i.b] * r[i.c]; break;
        case XOR: r[i.a] = r[i.b] ^ r[i.c]; break;
        case LESS: r[i.a] = r[i.b] < r[i.c]; break;
        case JUMP: pc = program + i.a; break;
        case JUMP_IF_ZERO:
            if (r[i.a] == 0) pc = program + i.b;
            break;
        case STOP: return;
        }
    }
}

u64 work(u64 size) {
    u64 registers[REGISTERS] = {[LIMIT] = 1000, [ONE] = 1, [THREE] = 3};
    for (u64 round = 0; round < size; round++) interpret(program, registers);
    return registers[SUM];
}
