#ifndef TYPES_H
#define TYPES_H
/** A point. */
struct point {
	int x;			/* across */
	int y, z[3], *w;	/**< the rest */
};

struct forward;
struct forward *opaque(struct forward *);

typedef struct point point_t;
typedef point_t *point_p, points_t[4];
typedef unsigned long word;
typedef word word2;
typedef int (*handler_t)(struct point *, void *);
typedef int function_type(int);

typedef struct {
	int a;
	struct {
		int anonymous_inside;
		union {
			float as_float;
			int as_int;
		};
	} named;
} unnamed_t;

typedef struct tagged {
	struct tagged *next;
	int (*compare)(const struct tagged *, const struct tagged *);
	char name[16];
} tagged_t, *tagged_p;

struct flags {
	unsigned ready : 1;
	unsigned : 0;
	unsigned mode : 3, kind : 4;
	_Bool on;
	int rest[];
};

union value {
	long number;
	double real;
	struct { int first, second; } pair;
};

/* colours */
enum colour {
	RED,		/* like a rose */
	GREEN = 5,
	BLUE = RED + GREEN,
};

enum { UNNAMED_ONE = 1, UNNAMED_TWO };

typedef enum { YES, NO } answer_t;
typedef enum verdict { GUILTY, INNOCENT } verdict_t;

extern struct point origin;
extern const struct operations {
	int (*open)(void);
	void (*close)(int fd);
} default_operations;

struct table_entry { int key; } table[] = { { 1 }, { 2 } };

static struct { int hits, misses; } statistics;

struct packed_one {
	char c;
	int i;
} __attribute__((packed));

struct __attribute__((aligned(8))) aligned_one { int i; };

int multi_a, *multi_b = 0, multi_c[2] = { 1, 2 };
int (*function_pointer)(int) = 0;
int (*array_of_functions[3])(int);
char *text = "a" "b";
volatile int ticks;
_Thread_local int per_thread;
_Static_assert(sizeof(int) == 4, "int");

static const struct operations file_operations = {
	.open = opener,
	.close = closer,
	[3] = 7,
};
#endif /* TYPES_H */
