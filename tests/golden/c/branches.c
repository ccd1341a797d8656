#ifdef CONFIG_LONG
typedef long number;
#elif defined(CONFIG_SHORT)
typedef short number;
#else
typedef int number;
#endif

#if CONFIG_A
int both(int a)
#else
int both(int a, int b)
#endif
{
	return a;
}

int opens_twice(int a)
{
#ifdef CONFIG_A
	if (a > 1) {
#else
	if (a > 2) {
#endif
		a = both(a);
	}
	return a;
}

int cut_condition(int a)
{
	if (a
#ifdef CONFIG_B
	    && both(a)
#endif
	    )
		return 1;
	return 0;
}

#ifdef CONFIG_C
static int whole(void) { return 1; }
#else
static inline int whole(void) { return 0; }
#endif

enum choice {
	ALWAYS,
#ifdef CONFIG_D
	SOMETIMES,
#else
	SELDOM,
#endif
	NEVER,
};

struct options {
	int always;
#if CONFIG_E
	int sometimes;
#endif
};

#if 0
int never_compiled(void) { return 0; }
#endif

int closes_early(int a)
{
	if (a) {
		a--;
#ifdef CONFIG_F
	}
#else
	} else {
		a++;
	}
#endif
	return a;
}

int last(void) { return whole(); }
