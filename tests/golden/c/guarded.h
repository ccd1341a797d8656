/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Copyright (C) 1991 Somebody
 */
#ifndef GUARDED_H
#define GUARDED_H 1

/*
 * What the header is about, behind its guard.
 */

#include "other.h"

/* Not about the file. */
int first(void);

#endif
