// SPDX-License-Identifier: GPL-2.0-only
/*
 * What was counted, as KTAP, as a table, and as the reason of a result that says nothing.
 *
 * Hard: no loss is a result only if the race was run. That takes windows (W began while page 0 was unmapped and TLBs
 * were not flushed) and a stale entry that outlives the time W needs to clean and write the page.
 */
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Linux 6.18.44 lost a store in one window of 100 to 1,000. With so many and no loss, something is different. */
#define ENOUGH_WINDOWS 5000

static int compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

uint32_t percentile(struct sample *sample, int percent)
{
	if (!sample->count)
		return 0;
	qsort(sample->ns, sample->count, sizeof(sample->ns[0]), compare);
	return sample->ns[(sample->count - 1) * percent / 100];
}

/* Entries that outlived the watch count as long-lived: more of them than half, and the median is one of them. */
static bool stale_entries_last(struct counts *counts)
{
	return counts->outlived > counts->life.count ||
	       percentile(&counts->life, 75) > percentile(&counts->sync, 50);
}

static uint64_t windows(const struct counts *counts)
{
	return counts->arm[OTHER_SYNCS].windows + counts->arm[OWN_SYNC].windows;
}

enum finding find(struct counts *counts)
{
	for (int i = 0; i < LIFE; i++)
		if (!arms[i].control && counts->arm[i].lost)
			return LOST;
	if (windows(counts) < ENOUGH_WINDOWS || counts->sync_sleeps || !stale_entries_last(counts))
		return CANNOT_TELL;
	return NOT_SEEN;
}

static void table(const struct counts *counts)
{
	printf("#\n# %-40s %8s %5s %7s %7s %7s %7s\n", "", "rounds", "LOST", "own", "lists", "syncs", "windows");
	for (int i = 0; i < LIFE; i++) {
		const struct arm_counts *arm = &counts->arm[i];

		printf("# %-40s %8lu %5lu %7lu %7lu %7lu %7lu\n", arms[i].title, arm->rounds, arm->lost,
		       arm->lost_to_own, arm->lists, arm->syncs, arm->windows);
	}
	printf("# own: what the device had was written by an earlier msync() of the storing thread itself\n#\n");
}

static void times(struct counts *counts)
{
	printf("# one sync, begun in a window: %.1f us (median), %.1f us (90 %%)%s\n",
	       percentile(&counts->sync, 50) / 1e3, percentile(&counts->sync, 90) / 1e3,
	       counts->sync_sleeps ? "; it sleeps" : "");
	printf("# a stale TLB entry was used for at least: %.1f us (median), %.1f us (90 %%), of %u seen; "
	       "%lu outlived the watch\n",
	       percentile(&counts->life, 50) / 1e3, percentile(&counts->life, 90) / 1e3, counts->life.count,
	       counts->outlived);
}

static void lines(const char *prefix, const char *text)
{
	while (*text) {
		int length = strcspn(text, "\n");

		printf("%s%.*s\n", prefix, length, text);
		text += length + (text[length] == '\n');
	}
}

static void explain(struct counts *counts, enum finding finding)
{
	if (finding == LOST)
		printf("# This kernel loses stores: msync() returned 0, and the device does not have what was stored.\n");
	if (finding == NOT_SEEN)
		printf("# The race was run and lost nothing: this kernel may have a repair, or its CPU flushes.\n");
	if (finding != CANNOT_TELL)
		return;
	printf("# No loss, and this run could hardly have shown one:\n");
	if (windows(counts) < ENOUGH_WINDOWS)
		printf("#   W met R inside its list %lu times; %d are wanted: more --seconds, or reclaim takes no such pages\n",
		       windows(counts), ENOUGH_WINDOWS);
	if (counts->sync_sleeps)
		printf("#   a sync sleeps until the device is done, and a CPU that switches forgets its TLB\n");
	if (!counts->life.count && !counts->outlived)
		printf("#   no stale TLB entry was seen: reclaim did not take the page while its CPU stored to it\n");
	else if (!stale_entries_last(counts))
		printf("#   stale TLB entries are gone before one sync is done: a faster --device, or another machine\n");
}

int report(struct counts *counts)
{
	enum finding finding = find(counts);
	int status = finding == LOST ? FAIL : finding == NOT_SEEN ? PASS : SKIP;

	lines("# lost: ", counts->told);
	table(counts);
	times(counts);
	explain(counts, finding);
	printf("#\n");
	for (int i = 0; i < LIFE; i++) {
		const struct arm_counts *arm = &counts->arm[i];

		printf("%s %d %s", arm->lost ? "not ok" : "ok", i + 1, arms[i].title);
		if (arm->lost)
			printf(" # lost %lu of %lu", arm->lost, arm->rounds);
		else if (!arms[i].control && finding == CANNOT_TELL)
			printf(" # SKIP cannot tell, see above");
		printf("\n");
		if (arms[i].control && arm->lost)
			status = FAIL;
	}
	return status;
}
