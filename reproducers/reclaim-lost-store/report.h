/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What was counted, as KTAP, as a table, and as the reason of a result that says nothing.
 */
#ifndef REPORT_H
#define REPORT_H

#include "race.h"

enum { PASS = 0, FAIL = 1, SKIP = 4 };	/* exit status, as in tools/testing/selftests/kselftest.h */

enum finding {
	LOST,		/* a store that msync() had confirmed is not on the device */
	NOT_SEEN,	/* none was lost, and it could have been seen */
	CANNOT_TELL,	/* none was lost, and it could hardly have been seen */
};

/* The value below which `percent` of the sample lie; the sample gets sorted. 0 if it is empty. */
uint32_t percentile(struct sample *sample, int percent);

enum finding find(struct counts *counts);

/* Prints everything, returns the exit status. */
int report(struct counts *counts);

#endif
