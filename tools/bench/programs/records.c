/*
 * Statements as programs of offices have them, of the kinds that Weicker's Dhrystone is made of: records that are copied
 * and linked, strings that are compared, procedures with parameters, enumerations, and small arrays.
 */
#include "bench.h"

enum grade { LOW, MIDDLE, HIGH, TOP };

struct record {
    struct record *next;
    enum grade grade;
    i32 amount;
    char name[31];
};

static struct record first, second;
static i32 rows[50], table[50][50];
static i32 total;
static char letter_one, letter_two;

static void assign(struct record *to, const struct record *from) {
    to->next = from->next;
    to->grade = from->grade;
    to->amount = from->amount;
    for (u32 i = 0; i < sizeof to->name; i++) to->name[i] = from->name[i];
}

static NOINLINE i32 compare(const char *a, const char *b) {
    while (*a && *a == *b) a++, b++;
    return (u8)*a - (u8)*b;
}

static NOINLINE void set_name(char *to, const char *from) {
    while ((*to++ = *from++)) continue;
}

static NOINLINE void add(i32 a, i32 b, i32 *sum) {
    *sum = a + 2 + b;
}

static NOINLINE enum grade graded(enum grade grade, i32 amount) {
    switch (grade) {
    case LOW: return amount > 100 ? LOW : TOP;
    case MIDDLE: return amount > 10 ? HIGH : LOW;
    case HIGH: return MIDDLE;
    case TOP: return LOW;
    }
    return grade;
}

static NOINLINE void enter(i32 row, i32 value) {
    i32 at = row + 5;
    rows[at] = value;
    rows[at + 1] = rows[at];
    rows[at + 30 < 50 ? at + 30 : 49] = at;
    for (i32 i = at; i <= at + 1; i++) table[at][i] = at;
    table[at][at - 1]++;
    table[at + 20][at] = rows[at];
    total = 5;
}

static NOINLINE void follow(struct record *record) {
    struct record *next = record->next;
    assign(next, &first);
    record->amount = 5;
    next->amount = record->amount;
    next->next = record->next;
    if (next->grade == LOW) {
        next->grade = graded(record->grade, next->amount);
        add(next->amount, 10, &next->amount);
    } else {
        assign(record, next);
    }
}

u64 work(u64 size) {
    u64 sum = 0;
    first = (struct record){&second, HIGH, 40, {0}};
    set_name(first.name, "RECORDS, A PROGRAM OF STRINGS");
    for (u64 round = 0; round < size * 100000; round++) {
        char name[31];
        i32 one = 2, two = 3, three = (i32)(round & 7);
        letter_one = 'A';
        letter_two = (char)('B' + (round & 1));
        set_name(name, round & 1 ? "RECORDS, A PROGRAM OF NUMBERS" : "RECORDS, A PROGRAM OF STRINGS");
        enum grade grade = compare(first.name, name) == 0 ? MIDDLE : LOW;
        while (one < two) {
            three += 5 * one - two;
            add(one, two, &three);
            one++;
        }
        enter(one, three);
        first.next = &second;
        first.grade = grade;
        follow(&first);
        for (char letter = 'A'; letter <= letter_two; letter++) {
            if (compare(name, letter == letter_one ? first.name : second.name) == 0) grade = graded(grade, three);
        }
        two = two * one;
        one = two / (three | 1);
        two = 7 * (two - three) - one;
        sum = mix(sum, (u64)(u32)(two + total + rows[8] + second.amount) + grade);
    }
    return sum;
}
