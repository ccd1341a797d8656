#ifndef CONFIG_OPTION
#define CONFIG_OTHER

/* A choice is no guard: not about the file. */

int first;

#endif
