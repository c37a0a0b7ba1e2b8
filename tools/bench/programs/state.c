/* Counts the words, numbers and comments of a text: a state machine with a branch or more on each character. */
#include "bench.h"

enum { LENGTH = 1 << 15 };
enum state { SPACE, WORD, NUMBER, SLASH, COMMENT, SYMBOL };

static u8 text[LENGTH];

static enum state after_space(u8 c) {
    if (c >= 'a' && c <= 'z') return WORD;
    if (c >= '0' && c <= '9') return NUMBER;
    if (c == '/') return SLASH;
    return c == ' ' || c == '\n' ? SPACE : SYMBOL;
}

u64 work(u64 size) {
    static const char letters[] = "abcdefghijklmnop 012 34 5+-/ /\n ";
    for (u32 i = 0; i < LENGTH; i++) text[i] = (u8)letters[next_random() % 32];
    u64 words = 0, numbers = 0, comments = 0, symbols = 0, value = 0, sum = 0;
    for (u64 round = 0; round < size; round++) {
        enum state state = SPACE;
        for (u32 i = 0; i < LENGTH; i++) {
            u8 c = text[i];
            switch (state) {
            case SPACE:
                state = after_space(c);
                value = state == NUMBER ? (u64)(c - '0') : 0;
                break;
            case WORD:
                if (c >= 'a' && c <= 'z') break;
                if (c >= '0' && c <= '9') break;
                words++;
                state = after_space(c);
                break;
            case NUMBER:
                if (c >= '0' && c <= '9') {
                    value = value * 10 + (u64)(c - '0');
                    break;
                }
                numbers++;
                sum += value;
                state = after_space(c);
                break;
            case SLASH:
                symbols += c != '/';
                state = c == '/' ? COMMENT : after_space(c);
                break;
            case COMMENT:
                if (c != '\n') break;
                comments++;
                state = SPACE;
                break;
            case SYMBOL:
                symbols++;
                state = after_space(c);
                break;
            }
        }
        text[round % LENGTH] ^= 1;
    }
    return mix(mix(mix(mix(sum, words), numbers), comments), symbols);
}
