/*
 * A core's daily work, of the kinds that EEMBC's CoreMark is made of: lists that are searched, turned and sorted, small
 * matrices, numbers in a text, and a CRC over all results.
 */
#include "bench.h"

enum { ITEMS = 120, N = 12, LENGTH = 400 };

struct item {
    struct item *next;
    u16 key, value;
};
static struct item items[ITEMS];
static u16 a[N][N], b[N][N];
static u32 product[N][N];
static char text[LENGTH];

static u16 crc16(u16 crc, u32 value) {
    for (u32 bit = 0; bit < 32; bit++, value >>= 1) {
        u32 carry = (crc ^ value) & 1;
        crc >>= 1;
        if (carry) crc ^= 0xa001;
    }
    return crc;
}

static struct item *reversed(struct item *list) {
    struct item *result = 0;
    while (list) {
        struct item *next = list->next;
        list->next = result;
        result = list;
        list = next;
    }
    return result;
}

static struct item *find(struct item *list, u16 value) {
    while (list && list->value != value) list = list->next;
    return list;
}

typedef i32 comparison(const struct item *, const struct item *);
static i32 by_key(const struct item *x, const struct item *y) { return (i32)x->key - (i32)y->key; }
static i32 by_value(const struct item *x, const struct item *y) { return (i32)x->value - (i32)y->value; }

/* Merge sort from the bottom: runs of doubled length. */
static NOINLINE struct item *sorted(struct item *list, comparison *compare) {
    for (u32 length = 1;; length *= 2) {
        struct item *rest = list, **end = &list;
        u32 merges = 0;
        while (rest) {
            struct item *left = rest, *right = rest;
            u32 lefts = 0, rights = length;
            while (lefts < length && right) lefts++, right = right->next;
            while (lefts > 0 || (rights > 0 && right)) {
                struct item **from;
                if (lefts > 0 && (rights == 0 || !right || compare(left, right) <= 0)) from = &left, lefts--;
                else from = &right, rights--;
                *end = *from;
                end = &(*from)->next;
                *from = *end;
            }
            rest = right;
            merges++;
        }
        *end = 0;
        if (merges <= 1) return list;
    }
}

static u16 lists(u16 crc, u32 seed) {
    struct item *list = 0;
    for (u32 i = 0; i < ITEMS; i++) {
        items[i] = (struct item){list, (u16)(i * 73 + seed), (u16)((i * 31 + seed) % 97)};
        list = &items[i];
    }
    for (u32 i = 0; i < 24; i++) {
        const struct item *item = find(list, (u16)((i * 5 + seed) % 101));
        crc = crc16(crc, item ? item->key : i);
        list = reversed(list);
    }
    list = sorted(list, by_value);
    crc = crc16(crc, list->key);
    list = sorted(list, by_key);
    return crc16(crc, list->value);
}

static u16 matrices(u16 crc, u32 seed) {
    for (u32 i = 0; i < N; i++) {
        for (u32 j = 0; j < N; j++) {
            a[i][j] = (u16)(seed + i * 7 + j);
            b[i][j] = (u16)(seed ^ (i + j * 5));
        }
    }
    for (u32 i = 0; i < N; i++) {
        for (u32 j = 0; j < N; j++) {
            u32 dot = 0;
            for (u32 k = 0; k < N; k++) {
                u32 term = (u32)a[i][k] * b[k][j];
                dot += (term >> 2 & 15) * (term >> 5 & 127);
            }
            product[i][j] = dot;
        }
    }
    u32 sum = 0, last = 0;
    for (u32 i = 0; i < N; i++) {
        for (u32 j = 0; j < N; j++) {
            sum += product[i][j] > last ? 10 : 1;
            last = product[i][j];
        }
    }
    return crc16(crc, sum + last);
}

/* Numbers by their form: integers, fractions, with exponents, and what is none. */
static u16 numbers(u16 crc, u32 seed) {
    enum { START, DIGITS, POINT, EXPONENT, OTHER, FORMS } form = START;
    u32 counts[FORMS] = {0};
    for (u32 i = 0; i < LENGTH; i++) text[i] = "0123456789.e+- ,x"[(i * i + seed * (i >> 3)) % 17];
    for (u32 i = 0; i < LENGTH; i++) {
        char c = text[i];
        if (c == ' ' || c == ',') {
            counts[form]++;
            form = START;
            continue;
        }
        i32 digit = c >= '0' && c <= '9';
        switch (form) {
        case START: form = digit ? DIGITS : c == '.' ? POINT : c == '+' || c == '-' ? START : OTHER; break;
        case DIGITS: form = digit ? DIGITS : c == '.' ? POINT : c == 'e' ? EXPONENT : OTHER; break;
        case POINT: form = digit ? POINT : c == 'e' ? EXPONENT : OTHER; break;
        case EXPONENT: form = digit || c == '-' ? EXPONENT : OTHER; break;
        case OTHER:
        case FORMS: break;
        }
    }
    for (u32 i = 0; i < FORMS; i++) crc = crc16(crc, counts[i]);
    return crc;
}

u64 work(u64 size) {
    u16 crc = 0;
    for (u64 round = 0; round < size * 100; round++) {
        crc = lists(crc, crc & 63);
        crc = matrices(crc, crc & 255);
        crc = numbers(crc, crc & 31);
    }
    return crc;
}
