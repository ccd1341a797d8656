/*
 * Functions of every shape.
 */
#include <stdio.h>
#include "local/header.h"
#include CONFIG_HEADER

static int counter;
extern int elsewhere;
const char *const names[] = { "a", "b" }, *first = names[0];

/* A prototype lends its comment. */
int declared(int value);

/**
 * plain() - adds one
 * @value: what to add to
 */
int plain(int value)
{
	return value + 1;
}

int declared(int value) { return plain(value); }

// Line comments,
// two of them.
static inline const char *pointer_result(void)
{
	return names[counter];
}

int
gnu_style (int argc, char **argv)
{
	return argc ? printf("%s", argv[0]) : 0;
}

int knr(a, b)
	int a;
	char *b;
{
	return a + *b;
}

void takes_pointer(int (*callback)(void *data, int), void *data)
{
	callback(data, 3);
}

/* returns a pointer to a function */
int (*choose(int which))(int)
{
	return which ? plain : declared;
}

int variadic(const char *format, ...)
{
	int total = 0;

	for (int i = 0; i < counter && format; i++) {
		if (names[i] == first)
			continue;
		switch (i) {
		case 1:
			total++;
			break;
		case 2 ... 4:
			goto out;
		default:
			total += declared(i) ? 1 : 2;
		}
	}
	do {
		total--;
	} while (total > 10 || elsewhere);
out:
	return total;
}

__attribute__((noreturn)) static void leaves(void)
{
	for (;;)
		;
}

static __attribute__((unused)) int attributed(int x __attribute__((unused))) { return x; }

void outer(void)
{
	struct local { int inside; } here = { .inside = 1 };
	enum { LOCAL_ONE, LOCAL_TWO };
	int nested(int z) { return z + here.inside; }
	static int kept = LOCAL_ONE;

	(void)nested(kept);
}

int array_parameter(int values[static 4], int count[const]) { return values[0] + count[0]; }

_Noreturn void stop(void);

unsigned long long int many_words(register unsigned x) { return x; }

int (in_parentheses)(int x) { return x; }

int empty_list() { return _Generic(counter, int: 1, default: 2); }
