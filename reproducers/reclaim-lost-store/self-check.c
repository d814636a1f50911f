// SPDX-License-Identifier: GPL-2.0-only
/*
 * What can be checked of this program without root, a device, or luck: how counts become a verdict, and that the eyes
 * with which W sees a window see a page come and go.
 */
#define _GNU_SOURCE
#include "self-check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk.h"
#include "page.h"
#include "report.h"

static int number, failures;

static void check(const char *what, bool is_so)
{
	failures += !is_so;
	printf("%s %d %s\n", is_so ? "ok" : "not ok", ++number, what);
}

static void put(struct sample *sample, uint32_t first, uint32_t step, uint32_t count)
{
	sample->count = count;
	/* Downwards: nothing sorts them before percentile() does. */
	for (uint32_t i = 0; i < count; i++)
		sample->ns[i] = first + step * (count - 1 - i);
}

static void percentiles(void)
{
	struct sample sample = { 0 };

	check("of no times, the median is 0", percentile(&sample, 50) == 0);
	put(&sample, 1, 1, 101);
	check("of 1 to 101, the median is 51", percentile(&sample, 50) == 51);
	check("of 1 to 101, 90 % lie below 91", percentile(&sample, 90) == 91);
}

static void verdicts(void)
{
	static struct counts counts;

	put(&counts.sync, 10000, 0, 100);
	put(&counts.life, 50000, 0, 100);
	check("no windows, no loss: cannot tell", find(&counts) == CANNOT_TELL);
	counts.arm[OTHER_SYNCS].windows = 10000;
	check("windows, entries that outlive a sync, no loss: not seen", find(&counts) == NOT_SEEN);
	put(&counts.sync, 60000, 0, 100);
	check("entries that are gone before a sync is done: cannot tell", find(&counts) == CANNOT_TELL);
	counts.outlived = 101;
	check("entries that outlive the watch: not seen", find(&counts) == NOT_SEEN);
	counts.sync_sleeps = true;
	check("a sync that sleeps, no loss: cannot tell", find(&counts) == CANNOT_TELL);
	counts.sync_sleeps = false;
	counts.arm[NO_RECLAIM].lost = 1;
	check("a loss in a control is no finding", find(&counts) == NOT_SEEN);
	counts.arm[OTHER_SYNCS].lost = 1;
	check("one loss is enough", find(&counts) == LOST);
	counts.arm[OTHER_SYNCS].lost = 0;
	counts.arm[OWN_SYNC].lost = 1;
	check("in either experiment", find(&counts) == LOST);
}

static void pages(void)
{
	int pagemap = pagemap_open();
	char *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	check("a page that nobody touched is not mapped", page != MAP_FAILED && !page_is_mapped(pagemap, page));
	*page = 1;
	check("a page that was stored to is", page_is_mapped(pagemap, page));
	madvise(page, PAGE, MADV_DONTNEED);
	check("a page that was given up is not", !page_is_mapped(pagemap, page));
}

static void names(void)
{
	struct stat file;

	check("the first file system is the default, ext4", file_system_named("ext4") == file_systems);
	check("there is no file system of no name", !file_system_named(""));
	/* disk.c adds devices and uses none that is there: this only looks. */
	check("looking at devices changed none", stat("/sys/block", &file) || S_ISDIR(file.st_mode));
}

int self_check(void)
{
	printf("KTAP version 1\n");
	percentiles();
	verdicts();
	pages();
	names();
	printf("1..%d\n", number);
	return failures ? FAIL : PASS;
}
