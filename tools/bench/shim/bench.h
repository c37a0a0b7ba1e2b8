/* What every program of the benchmark is made of: one function, and the numbers that it works on. */
#pragma once

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef signed int i32;
typedef signed long long i64;
typedef float f32;
typedef double f64;

#define NOINLINE __attribute__((noinline))

/* The work, `size` times over. Its result is a checksum on which all contenders must agree. */
u64 work(u64 size);

/* Marsaglia's xorshift64: the same numbers everywhere. */
static u64 random_state = 88172645463325252u;
static inline u64 next_random(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

/* A number in [0, 1) of 53 random bits. */
static inline f64 next_fraction(void) {
    return (f64)(next_random() >> 11) * 0x1p-53;
}

/* Adds a value to a checksum in which the order counts. */
static inline u64 mix(u64 sum, u64 value) {
    return (sum ^ value) * 0x100000001b3u; /* FNV-1's prime */
}

/* The bits of a number, so that a checksum tells the last one of them. */
static inline u64 bits_of(f64 value) {
    union {
        f64 number;
        u64 bits;
    } same = {value};
    return same.bits;
}
