/*
 * Writes the cases of one operation of Berkeley TestFloat with what Berkeley SoftFloat says that comes out, as records
 * of five little-endian 64-bit words: three operands, the result, and the flags.
 *
 *   vectors OPERATION MODE LEVEL STRIDE
 *
 * All of it is as in RISC-V registers: singles are NaN-boxed, 32-bit integers sign-extended, modes and flags have the
 * numbers of fcsr (SoftFloat's are the same). Of the cases each STRIDE-th is written.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform.h"

#include "softfloat.h"

#include "genCases.h"

typedef union {
    float32_t value;
    uint32_t bits;
} Single;

typedef union {
    float64_t value;
    uint64_t bits;
} Double;

static uint64_t of_f32(float32_t value) { return 0xffffffff00000000 | ((Single){value}).bits; }
static uint64_t of_f64(float64_t value) { return ((Double){value}).bits; }
static uint64_t of_i32(uint32_t value) { return (uint64_t)(int64_t)(int32_t)value; }
static uint64_t of_i64(uint64_t value) { return value; }
#define of_ui32 of_i32
#define of_ui64 of_i64
#define of_bool of_i64

static unsigned long stride, count;

static void put(uint64_t a, uint64_t b, uint64_t c, uint64_t result)
{
    uint64_t record[] = {a, b, c, result, softfloat_exceptionFlags};
    fwrite(record, sizeof record, 1, stdout);
}

/* If `operation` is what was asked for, runs `body` for each chosen case of the operands' shape `cases`. */
#define EACH(operation, cases, body)                        \
    if (strcmp(name, operation) == 0)                       \
        for (genCases_##cases##_init(); !genCases_done;) {  \
            genCases_##cases##_next();                      \
            if (count++ % stride == 0) {                    \
                softfloat_exceptionFlags = 0;               \
                body;                                       \
            }                                               \
        }

#define A(type) genCases_##type##_a
#define B(type) genCases_##type##_b
#define C(type) genCases_##type##_c

/* Of one, two or three operands. Conversions to integers say when they are inexact. */
#define UNARY(from, verb, to) \
    EACH(#from "_" #verb, from##_a, put(of_##from(A(from)), 0, 0, of_##to(from##_##verb(A(from)))))
#define TO_INTEGER(from, to) \
    EACH(#from "_to_" #to, from##_a, put(of_##from(A(from)), 0, 0, of_##to(from##_to_##to(A(from), mode, true))))
#define BINARY(type, verb, to)     \
    EACH(#type "_" #verb, type##_ab, \
         put(of_##type(A(type)), of_##type(B(type)), 0, of_##to(type##_##verb(A(type), B(type)))))
#define FUSED(type)                   \
    EACH(#type "_mulAdd", type##_abc, \
         put(of_##type(A(type)), of_##type(B(type)), of_##type(C(type)), \
             of_##type(type##_mulAdd(A(type), B(type), C(type)))))
#define OPERANDS(type) EACH(#type, type##_ab, put(of_##type(A(type)), of_##type(B(type)), 0, 0))

#define FORMAT(type, other)   \
    BINARY(type, add, type)   \
    BINARY(type, sub, type)   \
    BINARY(type, mul, type)   \
    BINARY(type, div, type)   \
    BINARY(type, eq, bool)    \
    BINARY(type, le, bool)    \
    BINARY(type, lt, bool)    \
    UNARY(type, sqrt, type)   \
    UNARY(type, to_##other, other) \
    FUSED(type)               \
    TO_INTEGER(type, i32)     \
    TO_INTEGER(type, ui32)    \
    TO_INTEGER(type, i64)     \
    TO_INTEGER(type, ui64)    \
    UNARY(i32, to_##type, type)  \
    UNARY(ui32, to_##type, type) \
    UNARY(i64, to_##type, type)  \
    UNARY(ui64, to_##type, type) \
    OPERANDS(type)

/* What TestFloat calls when it cannot go on. */
void fail(const char *message, ...)
{
    fprintf(stderr, "vectors: %s\n", message);
    exit(1);
}

int main(int argc, char **argv)
{
    if (argc != 5)
        fail("give OPERATION MODE LEVEL STRIDE");
    const char *name = argv[1];
    uint_fast8_t mode = (uint_fast8_t)atoi(argv[2]);
    softfloat_roundingMode = mode;
    genCases_setLevel(atoi(argv[3]));
    stride = strtoul(argv[4], NULL, 10);
    FORMAT(f32, f64)
    FORMAT(f64, f32)
    if (count == 0)
        fail("no such operation");
    return fflush(stdout) != 0;
}
