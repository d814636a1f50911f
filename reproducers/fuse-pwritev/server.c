// SPDX-License-Identifier: GPL-2.0-only
/*
 * A FUSE server of one file, which notes what it is asked. It speaks the protocol of <linux/fuse.h> itself: a request is
 * read whole from /dev/fuse, and answered with one write.
 *
 * Hard: nothing may be read ahead or put together that the program did not ask for, or the requests tell nothing. So the
 * server grants no readahead, no writeback cache and no large writes beyond what the kernel takes anyway, and lets nothing
 * be cached but pages.
 */
#include "server.h"

#include <errno.h>
#include <linux/fuse.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_INODE 2

static void attributes(const struct served *served, uint64_t inode, struct fuse_attr *attr)
{
	*attr = (struct fuse_attr){ .ino = inode, .nlink = 1, .blksize = 4096 };
	attr->mode = inode == FUSE_ROOT_ID ? S_IFDIR | 0755 : S_IFREG | 0644;
	attr->size = inode == FUSE_ROOT_ID ? 0 : served->size;
}

/* What each request asks for comes right after its header, what answers it goes right after the answer's. */
static int answer_body(struct served *served, const struct fuse_in_header *in, const void *body, void *result, size_t *size)
{
	struct request *note = &served->requests[served->count < MOST_REQUESTS ? served->count : MOST_REQUESTS - 1];

	*note = (struct request){ .opcode = in->opcode };
	*size = 0;
	switch (in->opcode) {
	case FUSE_INIT: {
		const struct fuse_init_in *init = body;
		struct fuse_init_out *out = result;

		*out = (struct fuse_init_out){ .major = FUSE_KERNEL_VERSION, .minor = init->minor,
					       .flags = init->flags & FUSE_BIG_WRITES, .max_write = FILE_ROOM / 2 };
		*size = sizeof(*out);
		break;
	}
	case FUSE_LOOKUP: {
		struct fuse_entry_out *out = result;

		if (strcmp(body, FILE_NAME))
			return -ENOENT;
		*out = (struct fuse_entry_out){ .nodeid = FILE_INODE };
		attributes(served, FILE_INODE, &out->attr);
		*size = sizeof(*out);
		break;
	}
	case FUSE_SETATTR: {
		const struct fuse_setattr_in *set = body;

		if (set->valid & FATTR_SIZE) {
			if (set->size > FILE_ROOM)
				return -EFBIG;
			if (set->size < served->size)
				memset(served->content + set->size, 0, served->size - set->size);
			served->size = set->size;
		}
	}
		/* fallthrough */
	case FUSE_GETATTR: {
		struct fuse_attr_out *out = result;

		*out = (struct fuse_attr_out){ 0 };
		attributes(served, in->nodeid, &out->attr);
		*size = sizeof(*out);
		break;
	}
	case FUSE_OPEN: {
		*(struct fuse_open_out *)result = (struct fuse_open_out){ .fh = 1 };
		*size = sizeof(struct fuse_open_out);
		break;
	}
	case FUSE_READ: {
		const struct fuse_read_in *read_in = body;
		uint64_t left = read_in->offset < served->size ? served->size - read_in->offset : 0;

		note->offset = read_in->offset;
		note->size = read_in->size;
		*size = read_in->size < left ? read_in->size : left;
		memcpy(result, served->content + read_in->offset, *size);
		break;
	}
	case FUSE_WRITE: {
		const struct fuse_write_in *write_in = body;

		note->offset = write_in->offset;
		note->size = write_in->size;
		if (write_in->offset + write_in->size > FILE_ROOM)
			return -EFBIG;
		memcpy(served->content + write_in->offset, write_in + 1, write_in->size);
		if (write_in->offset + write_in->size > served->size)
			served->size = write_in->offset + write_in->size;
		*(struct fuse_write_out *)result = (struct fuse_write_out){ .size = write_in->size };
		*size = sizeof(struct fuse_write_out);
		break;
	}
	case FUSE_FLUSH:
	case FUSE_FSYNC:
	case FUSE_RELEASE:
		break;
	default:
		return -ENOSYS;
	}
	return 0;
}

size_t serve(struct served *served, const void *question, size_t size, void *answer)
{
	const struct fuse_in_header *in = question;
	struct fuse_out_header *out = answer;
	size_t body;

	if (size < sizeof(*in) || in->len != size)
		return 0;
	if (in->opcode == FUSE_FORGET || in->opcode == FUSE_BATCH_FORGET || in->opcode == FUSE_INTERRUPT)
		return 0;
	out->unique = in->unique;
	out->error = answer_body(served, in, in + 1, out + 1, &body);
	out->len = sizeof(*out) + body;
	served->count++;
	return out->len;
}

void serve_all(int fd, struct served *served)
{
	static char question[FILE_ROOM + 4096], answer[FILE_ROOM + 4096];
	ssize_t size;
	size_t length;

	for (;;) {
		size = read(fd, question, sizeof(question));
		if (size < 0 && (errno == EINTR || errno == ENOENT))
			continue;
		if (size < 0)
			return; /* ENODEV: unmounted */
		length = serve(served, question, size, answer);
		/* ENOENT: whoever asked was killed meanwhile. */
		if (length && write(fd, answer, length) < 0 && errno != ENOENT)
			return;
	}
}

void describe(const struct request *request, char *text, size_t size)
{
	if (request->opcode == FUSE_WRITE)
		snprintf(text, size, "WRITE %lu/%u", (unsigned long)request->offset, request->size);
	else if (request->opcode == FUSE_READ)
		snprintf(text, size, "READ %lu", (unsigned long)request->offset);
	else
		snprintf(text, size, "%s", "");
}
