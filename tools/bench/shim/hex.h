/* A checksum as the line that a program prints. */
#pragma once

#define LINE_LENGTH 17

static inline void hex_line(char line[LINE_LENGTH], u64 value) {
    for (int i = 0; i < 16; i++) line[i] = "0123456789abcdef"[(value >> (60 - 4 * i)) & 15];
    line[16] = '\n';
}
