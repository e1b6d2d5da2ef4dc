/* The few words in which the C tests are written; C99 and C++11. */
#ifndef TEST_H
#define TEST_H

#include <stdio.h>
#include <string.h>

static int test_checks;
static int test_failures;

/* Counts a check; says where it was when it fails, and goes on. */
#define CHECK(condition) \
    (test_checks++, (condition) ? 1 : test_failed(__FILE__, __LINE__, #condition))

/* Two numbers, both shown when they differ. */
#define CHECK_INT(got, want) test_int((long long)(got), (long long)(want), __FILE__, __LINE__, #got)

/* Two texts that end in NUL, both shown when they differ. */
#define CHECK_STR(got, want) test_str(got, want, __FILE__, __LINE__, #got)

/* What main returns at its end. */
#define TEST_RESULT() (printf("  %d checks, %d failed\n", test_checks, test_failures), test_failures != 0)

static inline int test_failed(const char *file, int line, const char *what)
{
    test_failures++;
    printf("%s:%d: %s\n", file, line, what);
    return 0;
}

static inline int test_int(long long got, long long want, const char *file, int line, const char *what)
{
    test_checks++;
    if (got == want)
        return 1;
    test_failures++;
    printf("%s:%d: %s is %lld, not %lld\n", file, line, what, got, want);
    return 0;
}

static inline int test_str(const char *got, const char *want, const char *file, int line, const char *what)
{
    test_checks++;
    if (got != NULL && strcmp(got, want) == 0)
        return 1;
    test_failures++;
    printf("%s:%d: %s is \"%s\", not \"%s\"\n", file, line, what, got ? got : "(null)", want);
    return 0;
}

#endif
