#define CONSTANT 42
#define EMPTY
#define TEXT "a // no comment"	/* the text */
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define LOG(format, ...) printf(format, ##__VA_ARGS__)
# define INDENTED 1
/* Swaps. */
#define SWAP(a, b) do {		\
	/* keep the first */	\
	int held = a;		\
	a = b; /* then */	\
	b = helper(held);	\
} while (0)
#define GLUE(a, b) a##b
#define STRINGIFY(x) #x
#undef EMPTY

static DEFINE_MUTEX(table_lock);
static DEFINE_SPINLOCK(list_lock);
DEFINE_PER_CPU(int, current_load) = 1;
DEFINE_PER_CPU(struct runqueue, runqueues);
static LIST_HEAD(all_tables);
DECLARE_BITMAP(used_slots, 64);

/* Writes. */
SYSCALL_DEFINE3(write, unsigned int, fd, const char __user *, buf,
		size_t, count)
{
	return ksys_write(fd, buf, count);
}

SYSCALL_DEFINE0(getpid)
{
	return current->pid;
}

static int __init start(void)
{
	LOG("start %d", CONSTANT);
	return MAX(1, 2);
}

int exported(int x)
{
	return x;
}
EXPORT_SYMBOL(exported);
EXPORT_SYMBOL_GPL(start)

static int __read_mostly limit = 3;
static int limits[2] __read_mostly;
struct cache {
	int lines;
	struct list __rcu *head;
	char data[] ALIGN_DATA;
	DECLARE_BITMAP(busy, 8);
} ____cacheline_aligned;

static __printf(1, 2) void report(const char *format, ...)
{
	int x, y;

	SWAP(x, y);
	for_each_cpu(x) {
		report("%d", y);
	}
	list_for_each_entry(y, &all_tables, node)
		report("%d", x);
}

asmlinkage __visible void __noreturn entry(void) __acquires(list_lock)
{
	report("in");
}

module_init(start);
MODULE_LICENSE("GPL");

BPF_CALL_2(bpf_lookup, struct map *, map, void *, key)
{
	return (unsigned long)map->find(key);
}

static DEVICE_ATTR_RO(carrier);

#define DECLARE_READER(type)			\
static type read_##type(void)			\
{						\
	return 0;				\
}
DECLARE_READER(int)
DECLARE_READER(long)

int after_the_macros;
