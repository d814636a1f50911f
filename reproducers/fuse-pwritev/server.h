/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A FUSE server of one file, which notes what it is asked.
 */
#ifndef SERVER_H
#define SERVER_H

#include <stddef.h>
#include <stdint.h>

#define FILE_NAME "file"
#define FILE_ROOM 65536
#define MOST_REQUESTS 64

struct request {
	uint32_t opcode;
	uint64_t offset;	/* of READ and WRITE */
	uint32_t size;
};

/* Lies in memory that the server shares with who looks at it. */
struct served {
	uint64_t size;
	char content[FILE_ROOM];
	volatile uint32_t count;
	struct request requests[MOST_REQUESTS];
};

/* The answer to one request, or 0 bytes if it gets none. `answer` has room for FILE_ROOM more than a header. */
size_t serve(struct served *served, const void *question, size_t size, void *answer);

/* Answers what comes from /dev/fuse until the file system is unmounted. */
void serve_all(int fd, struct served *served);

/* "WRITE 0/11", or "" for what is no reading or writing. */
void describe(const struct request *request, char *text, size_t size);

#endif
