/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel tells of one page: whether a page table has it, whether it is part of a large folio, where its block is.
 */
#ifndef PAGE_H
#define PAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define PAGE ((size_t)4096)

/* Opens /proc/self/pagemap once; -1 and errno if that fails. */
int pagemap_open(void);

bool page_is_mapped(int pagemap, const void *address);

/* 1: the page at `address`, which is mapped, is a page of its own; 0: part of a larger folio; -1: not told. */
int page_is_single(int pagemap, const void *address);

/* Byte on the device of the first page of a file whose blocks stay where they are; -1: not told. */
off_t block_of_first_page(int fd);

#endif
