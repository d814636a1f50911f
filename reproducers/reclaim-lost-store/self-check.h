/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What can be checked of this program without root, a device, or luck.
 */
#ifndef SELF_CHECK_H
#define SELF_CHECK_H

/* Prints KTAP, returns the exit status. */
int self_check(void);

#endif
