/* Formatted output: text is gathered on the stack and written with as few calls as possible. */
#include <stdarg.h>

#include <racho/user.h>

struct line {
    size_t used;
    char bytes[256];
};

static void flush(struct line *line)
{
    if (line->used > 0)
        write(RACHO_STDOUT, line->bytes, line->used);
    line->used = 0;
}

static void put(struct line *line, char byte)
{
    if (line->used == sizeof line->bytes)
        flush(line);
    line->bytes[line->used++] = byte;
}

static void put_text(struct line *line, const char *text)
{
    for (; *text != '\0'; text++)
        put(line, *text);
}

static void put_number(struct line *line, unsigned long value, unsigned base)
{
    char digits[20]; /* 2^64 - 1 has that many in base 10 */
    size_t used = 0;
    do {
        digits[used++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    while (used > 0)
        put(line, digits[--used]);
}

static void put_signed(struct line *line, long value)
{
    if (value < 0)
        put(line, '-');
    put_number(line, value < 0 ? -(unsigned long)value : (unsigned long)value, 10);
}

/* Puts one argument; `letter` is what follows the % and, if `is_long`, the l. */
static void put_argument(struct line *line, char letter, bool is_long, va_list *arguments)
{
    switch (letter) {
    case 'd':
        put_signed(line, is_long ? va_arg(*arguments, long) : va_arg(*arguments, int));
        break;
    case 'u':
        put_number(line, is_long ? va_arg(*arguments, unsigned long) : va_arg(*arguments, unsigned), 10);
        break;
    case 'x':
        put_number(line, is_long ? va_arg(*arguments, unsigned long) : va_arg(*arguments, unsigned), 16);
        break;
    case 'p':
        put_text(line, "0x");
        put_number(line, (unsigned long)va_arg(*arguments, void *), 16);
        break;
    case 'c':
        put(line, (char)va_arg(*arguments, int));
        break;
    case 's':
        put_text(line, va_arg(*arguments, const char *));
        break;
    default: /* %%, and what this does not know stays as it is */
        if (letter != '%')
            put(line, '%');
        if (is_long)
            put(line, 'l');
        put(line, letter);
    }
}

static void put_format(struct line *line, const char *format, va_list *arguments)
{
    for (; *format != '\0'; format++) {
        if (*format != '%') {
            put(line, *format);
            continue;
        }
        format++;
        bool is_long = *format == 'l';
        if (is_long)
            format++;
        if (*format == '\0')
            return;
        put_argument(line, *format, is_long, arguments);
    }
}

void print(const char *format, ...)
{
    struct line line = {.used = 0};
    va_list arguments;
    va_start(arguments, format);
    put_format(&line, format, &arguments);
    va_end(arguments);
    flush(&line);
}

void println(const char *format, ...)
{
    struct line line = {.used = 0};
    va_list arguments;
    va_start(arguments, format);
    put_format(&line, format, &arguments);
    va_end(arguments);
    put(&line, '\n');
    flush(&line);
}

_Noreturn void panic_at(const char *file, int at, const char *format, ...)
{
    struct line line = {.used = 0};
    put_text(&line, "panic at ");
    put_text(&line, file);
    put(&line, ':');
    put_signed(&line, at);
    put_text(&line, ": ");
    va_list arguments;
    va_start(arguments, format);
    put_format(&line, format, &arguments);
    va_end(arguments);
    put(&line, '\n');
    flush(&line);
    exit(PANIC_STATUS);
}
