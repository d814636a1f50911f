// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the kernel tells of one page. The formats are those of Documentation/admin-guide/mm/pagemap.rst.
 */
#define _GNU_SOURCE
#include "page.h"

#include <fcntl.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define PRESENT (1ull << 63)
#define FRAME ((1ull << 55) - 1)
#define COMPOUND ((1ull << 15) | (1ull << 16)) /* KPF_COMPOUND_HEAD, KPF_COMPOUND_TAIL */

int pagemap_open(void)
{
	return open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
}

static uint64_t entry_of(int pagemap, const void *address)
{
	uint64_t entry = 0;

	return pread(pagemap, &entry, 8, (uintptr_t)address / PAGE * 8) == 8 ? entry : 0;
}

bool page_is_mapped(int pagemap, const void *address)
{
	return entry_of(pagemap, address) & PRESENT;
}

int page_is_single(int pagemap, const void *address)
{
	uint64_t frame = entry_of(pagemap, address) & FRAME, flags;
	int fd = open("/proc/kpageflags", O_RDONLY | O_CLOEXEC);
	/* Frame 0 is what a reader without CAP_SYS_ADMIN sees. */
	bool told = fd >= 0 && frame && pread(fd, &flags, 8, frame * 8) == 8;

	if (fd >= 0)
		close(fd);
	return told ? !(flags & COMPOUND) : -1;
}

off_t block_of_first_page(int fd)
{
	union {
		struct fiemap map;
		char room[sizeof(struct fiemap) + sizeof(struct fiemap_extent)];
	} answer = { .map = { .fm_length = PAGE, .fm_flags = FIEMAP_FLAG_SYNC, .fm_extent_count = 1 } };
	const struct fiemap_extent *extent = answer.map.fm_extents;

	if (ioctl(fd, FS_IOC_FIEMAP, &answer.map) || answer.map.fm_mapped_extents != 1)
		return -1;
	if (extent->fe_flags & (FIEMAP_EXTENT_UNKNOWN | FIEMAP_EXTENT_DELALLOC | FIEMAP_EXTENT_UNWRITTEN))
		return -1;
	return extent->fe_physical - extent->fe_logical;
}
