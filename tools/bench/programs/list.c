/* Follows a linked list whose nodes lie in random order: one load leads to the next. */
#include "bench.h"

enum { NODES = 1 << 16 };

static struct node {
    const struct node *next;
    u64 value;
} nodes[NODES];
static u32 order[NODES];

u64 work(u64 size) {
    for (u32 i = 0; i < NODES; i++) order[i] = i;
    for (u32 i = NODES - 1; i > 0; i--) {
        u32 other = (u32)(next_random() % (i + 1)), swap = order[i];
        order[i] = order[other];
        order[other] = swap;
    }
    for (u32 i = 0; i < NODES; i++) {
        nodes[order[i]].next = &nodes[order[(i + 1) % NODES]];
        nodes[order[i]].value = next_random();
    }
    u64 sum = 0;
    const struct node *node = nodes;
    for (u64 step = 0; step < size * NODES; step++) {
        sum += node->value ^ step;
        node = node->next;
    }
    return sum;
}
