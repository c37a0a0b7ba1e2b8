/* CRC-32 (IEEE 802.3) by a table, a byte at a time. */
#include "bench.h"

enum { LENGTH = 1 << 16 };

static u32 table[256];
static u8 data[LENGTH];

u64 work(u64 size) {
    for (u32 i = 0; i < 256; i++) {
        u32 row = i;
        for (u32 bit = 0; bit < 8; bit++) row = row & 1 ? 0xedb88320u ^ (row >> 1) : row >> 1;
        table[i] = row;
    }
    for (u32 i = 0; i < LENGTH; i++) data[i] = (u8)next_random();
    u32 crc = ~0u;
    for (u64 round = 0; round < size; round++) {
        for (u32 i = 0; i < LENGTH; i++) crc = table[(crc ^ data[i]) & 255] ^ (crc >> 8);
    }
    return ~crc;
}
