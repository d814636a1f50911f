/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A block device and a file system of our own, made for one run and gone after it.
 */
#ifndef DISK_H
#define DISK_H

#include <stdbool.h>
#include <stddef.h>

enum device_kind { ZRAM, LOOP };

struct file_system {
	const char *name;	/* what --fs takes */
	const char *type;	/* what mount takes */
	const char *mkfs[8];	/* without the device */
	bool fixed_blocks;	/* a page stays in the block that FIEMAP tells */
};

extern const struct file_system file_systems[];
const struct file_system *file_system_named(const char *name);

struct disk {
	enum device_kind kind;
	const struct file_system *fs;
	int number;		/* of the zram or loop device, -1: there is none */
	int loop_fd;		/* keeps the loop device bound; autoclear lets go */
	char device[32];
	char directory[64];	/* "": there is none */
	bool mounted;
};

/* Both say what went wrong in `why`. Whatever disk_open() did before it failed, disk_close() undoes. */
bool disk_open(struct disk *disk, char *why, size_t size);
bool disk_close(struct disk *disk, char *why, size_t size);

#endif
