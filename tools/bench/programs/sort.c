/* Quicksort of random words, small pieces by insertion: branches that nobody can predict. */
#include "bench.h"

enum { COUNT = 200000, SMALL = 12 };

static u32 values[COUNT];

static void insertion_sort(u32 *first, i64 count) {
    for (i64 i = 1; i < count; i++) {
        u32 value = first[i];
        i64 j = i;
        for (; j > 0 && first[j - 1] > value; j--) first[j] = first[j - 1];
        first[j] = value;
    }
}

static void quicksort(u32 *first, i64 count) {
    while (count > SMALL) {
        u32 pivot = first[count / 2];
        i64 low = 0, high = count - 1;
        while (low <= high) {
            while (first[low] < pivot) low++;
            while (first[high] > pivot) high--;
            if (low > high) break;
            u32 swap = first[low];
            first[low++] = first[high];
            first[high--] = swap;
        }
        /* The smaller part by recursion, so that the stack stays small. */
        if (high + 1 < count - low) {
            quicksort(first, high + 1);
            first += low;
            count -= low;
        } else {
            quicksort(first + low, count - low);
            count = high + 1;
        }
    }
    insertion_sort(first, count);
}

u64 work(u64 size) {
    u64 sum = 0;
    for (u64 round = 0; round < size; round++) {
        for (u32 i = 0; i < COUNT; i++) values[i] = (u32)next_random();
        quicksort(values, COUNT);
        for (u32 i = 0; i < COUNT; i += 1000) sum = mix(sum, values[i]);
    }
    return sum;
}
