/* Exercises user_lib; library.oracle.test.ts knows what it must print. Argument 1 chooses what. */
#include <racho/user.h>

static void formats(void)
{
    println("");
    println("%d %d %d", 0, 2147483647, -2147483647 - 1);
    println("%u %u", 0u, 4294967295u);
    println("%x %x", 0u, 0xfee1deadu);
    println("%ld %ld %ld", -1L, 9223372036854775807L, -9223372036854775807L - 1);
    println("%lu %lx", 18446744073709551615UL, 18446744073709551615UL);
    println("%c%c%c", 'a', '%', 'z');
    println("[%s] [%s]", "", "text");
    println("%p", (void *)0xffffffffffffe000);
    println("100%%");
    print("no end of line");
    println(", until here");
}

static void unknown_formats(void)
{
    /* no compiler would let these pass as literals */
    const char *odd[] = {"%q", "%lq", "%", "%l", "a%"};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
#pragma clang diagnostic ignored "-Wformat-security"
        print(odd[i]);
        println("|");
    }
}

/* A line with its end fills the buffer of 256 bytes, or is longer by one. */
static void long_lines(void)
{
    char text[257];
    memset(text, 'x', sizeof text);
    text[256] = '\0';
    println("%s", text + 1);
    println("%s", text);
}

static void memory(void)
{
    char a[] = "0123456789", b[11];
    assert(memcpy(b, a, sizeof a) == b && memcmp(a, b, sizeof a) == 0);
    assert(memmove(b + 2, b, 8) == b + 2 && memcmp(b, "0101234567", 11) == 0);
    memcpy(b, a, sizeof a);
    assert(memmove(b, b + 2, 8) == b && memcmp(b, "2345678989", 11) == 0);
    assert(memset(b, 0x1ff, 3) == b && (unsigned char)b[2] == 0xff && b[3] == '5');
    assert(memcmp("a", "b", 1) < 0 && memcmp("\xff", "a", 1) > 0 && memcmp("a", "b", 0) == 0);
    assert(strlen("") == 0 && strlen(a) == 10);
    println("memory works");
}

int main(int argc, char **argv)
{
    assert(argc == 2 && argv[2] == NULL);
    switch (argv[1][0]) {
    case 'f':
        formats();
        return 0;
    case 'u':
        unknown_formats();
        return 0;
    case 'l':
        long_lines();
        return 0;
    case 'm':
        memory();
        return 0;
    case 'p':
        panic("%s is %d", "the answer", 42);
    case 'a':
        assert(1 + 1 == 3);
        return 0;
    default:
        return 7;
    }
}
