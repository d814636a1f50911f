/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The race itself: a thread that stores, one that reclaims, one that syncs, in slices of an experiment and its controls.
 */
#ifndef RACE_H
#define RACE_H

#include <stdbool.h>
#include <stdint.h>

enum arm { OTHER_SYNCS, OWN_SYNC, NO_RECLAIM, NO_SYNC_BETWEEN, FLUSHED, LIFE, ARMS };

/* What happens in an arm. All but LIFE are tests; LIFE measures how long a stale TLB entry is used here. */
struct rules {
	const char *title;
	bool control;		/* nothing may be lost on any kernel */
	bool reclaims;
	bool other_syncs;	/* another thread syncs now and then */
	bool flush_before;	/* that thread has TLBs flushed before */
	bool flush_after;	/* the storing thread does, after its msync(): it keeps no stale entry beyond that */
};

extern const struct rules arms[ARMS];

enum reclaim { PAGEOUT, LIMIT, COLD_LIMIT };
enum cleaner { MSYNC, FSYNC, SYNC_FILE_RANGE, SYNCFS };

struct race {
	const char *directory;	/* on the file system under test */
	const char *device;	/* NULL: read through the file, blocks move */
	enum reclaim reclaim;
	enum cleaner cleaner;
	long pages;
	double seconds;		/* of each arm */
};

#define SAMPLES 4096

/* Times in ns; of many, every n-th is not told apart from the others: the first SAMPLES are kept. */
struct sample {
	uint32_t count;
	uint32_t ns[SAMPLES];
};

struct arm_counts {
	uint64_t rounds;	/* stored for a while, msync() returned 0, read the device */
	uint64_t lost;		/* the device had an older value */
	uint64_t lost_to_own;	/* of these: of a round before, so nobody but the storing thread wrote it */
	uint64_t lists;		/* times that reclaim was asked */
	uint64_t syncs;		/* of the other thread */
	uint64_t windows;	/* when it began, reclaim had unmapped page 0 and not yet the last one of its list */
};

struct counts {
	struct arm_counts arm[ARMS];
	struct sample sync;	/* one sync of the other thread, begun in a window */
	struct sample life;	/* from seeing page 0 unmapped to seeing it mapped anew by a store */
	uint64_t outlived;	/* of these, how many lasted longer than anyone looked */
	bool sync_sleeps;	/* one sync of one page gave up its CPU: the device completes later */
	char told[8192];	/* what became of the first lost stores, a line each */
	char why_not[256];	/* not empty: it could not be run */
};

/* For a process of its own: starts threads, pins them, fills `counts` (shared with the parent) as it goes. */
struct group;
void race_run(const struct race *race, const struct group *group, struct counts *counts);

#endif
