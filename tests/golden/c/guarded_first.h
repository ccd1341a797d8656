/* The file's own comment stands before the guard. */
# if !defined(GUARDED_FIRST_H)
#	define GUARDED_FIRST_H

/* Not about the file, */

/* nor is this. */
struct first;

#endif
