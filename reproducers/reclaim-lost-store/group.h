/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A memory group of our own with a limit, v1 or v2.
 */
#ifndef GROUP_H
#define GROUP_H

#include <stdbool.h>
#include <stddef.h>

struct group {
	char path[256];		/* "": there is none */
	const char *limit;	/* names of the files that hold it, and what is used */
	const char *usage;
};

bool group_open(struct group *group, char *why, size_t size);
bool group_enter(const struct group *group);
/* From now on the group gets little more than it has. */
bool group_limit(const struct group *group);
void group_close(struct group *group);

#endif
