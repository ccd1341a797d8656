/* SPDX-License-Identifier: MIT */
/* The file's own comment. */

/*! exclamation */
int a_mark;

/// three slashes
int three_slashes;

//! slash and mark
int slash_mark;

/****************
 * A box.       *
 ****************/
int boxed;

int behind; /* behind the definition */

/* not about what follows */

int separate;

/*
 * Several lines,
 *
 *   with an indented one.
 */
int several;

#define DOCUMENTED 1 // behind a macro
/* A remark */ int same_line;

/* ---- section ---- */

enum kind {
	/* about FIRST */
	FIRST,
	SECOND, /* about SECOND */
};

int last_one; // trailing
// of the file
