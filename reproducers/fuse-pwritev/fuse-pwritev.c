// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does a write to a FUSE file hang whose source is a mapping of the same file?
 *
 * The idea is Vivek Goyal's (mail of 15 October 2020): two segments, from page 0 and from page 1 of the mapping, are
 * written across the border between page 1 and page 2. Linux 5.9 takes the lock of page 1 as the target of the first
 * segment, and then faults page 1 in as the source of the second one, which waits for that lock.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "server.h"

enum { PASS = 0, FAIL = 1, SKIP = 4 };	/* exit status, as in tools/testing/selftests/kselftest.h */

#define PAGE 4096
#define PATIENCE 5			/* seconds until "it hangs" */
#define HELLO "Hello World"
#define SEGMENT sizeof(HELLO)		/* 12: the 11 letters that were written, and the 0 byte after them */
#define TARGET (2 * PAGE - SEGMENT)

struct shared {
	struct served served;
	volatile ssize_t returned;
	volatile int error;		/* errno, of whatever failed */
};

static int skip(const char *what)
{
	printf("1..0 # SKIP %s\n", what);
	return SKIP;
}

/* ---- the program ---- */

static void write_from_own_mapping(const char *path, struct shared *shared)
{
	int fd = open(path, O_RDWR | O_TRUNC);
	char *map = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	struct iovec source[] = { { map, SEGMENT }, { map + PAGE, SEGMENT } };

	/* Both pages are in the file, and neither is mapped yet: pwrite() makes no PTE. */
	if (fd < 0 || map == MAP_FAILED || pwrite(fd, HELLO, SEGMENT - 1, 0) < 0 ||
	    pwrite(fd, HELLO, SEGMENT - 1, PAGE) < 0) {
		shared->error = errno;
		return;
	}
	shared->returned = pwritev(fd, source, 2, TARGET);
	if (shared->returned < 0)
		shared->error = errno;
}

/* ---- around it ---- */

static void print_lines(pid_t pid, const char *name)
{
	char path[64], text[2048];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	file = fopen(path, "re");
	while (file && fgets(text, sizeof(text), file))
		printf("#   %s", text);
	if (file)
		fclose(file);
}

/* Whether the child ended by itself. If not, tells where it is. */
static int ended(pid_t child)
{
	for (int i = 0; i < PATIENCE * 100; i++) {
		if (waitpid(child, NULL, WNOHANG) == child)
			return 1;
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	}
	printf("# after %d s it waits in:\n", PATIENCE);
	print_lines(child, "wchan");
	printf("\n");
	print_lines(child, "stack");
	return 0;
}

static void print_requests(const struct served *served)
{
	uint32_t count = served->count < MOST_REQUESTS ? served->count : MOST_REQUESTS;
	const char *between = "# requests: ";
	char text[64];

	for (uint32_t i = 0; i < count; i++) {
		describe(&served->requests[i], text, sizeof(text));
		if (!*text)
			continue;
		printf("%s%s", between, text);
		between = ", ";
	}
	printf("\n");
}

static int content_is_right(const struct served *served)
{
	return served->size == TARGET + 2 * SEGMENT && !memcmp(served->content + TARGET, HELLO, SEGMENT) &&
	       !memcmp(served->content + TARGET + SEGMENT, HELLO, SEGMENT);
}

static int result(int number, int good, const char *what)
{
	printf("%s %d %s\n", good ? "ok" : "not ok", number, what);
	return good ? PASS : FAIL;
}

static int report(const struct shared *shared, int has_ended)
{
	struct utsname host;
	int status;

	uname(&host);
	printf("# Linux %s %s\n", host.release, host.machine);
	print_requests(&shared->served);
	if (has_ended)
		printf("# pwritev() returned %zd%s%s\n", shared->returned, shared->error ? ": " : "",
		       shared->error ? strerror(shared->error) : "");
	printf("1..2\n");
	status = result(1, has_ended, "pwritev() from a mapping of the same file returns");
	return status | result(2, shared->returned == 2 * SEGMENT && content_is_right(&shared->served),
			       "it wrote both segments, and the file has them");
}

static pid_t child_of(pid_t parent)
{
	pid_t child = fork();

	if (child)
		return child;
	signal(SIGINT, SIG_DFL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	return 0;
}

static int run(const char *directory, struct shared *shared)
{
	char options[128], path[128];
	pid_t parent = getpid(), server, program;
	int fd = open("/dev/fuse", O_RDWR | O_CLOEXEC), has_ended;

	if (fd < 0)
		return skip("/dev/fuse cannot be opened (CONFIG_FUSE_FS, or modprobe fuse)");
	snprintf(options, sizeof(options), "fd=%d,rootmode=40000,user_id=0,group_id=0", fd);
	/* In a mount namespace of our own: nobody else sees it, and it ends with us. */
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("fuse-pwritev", directory, "fuse", MS_NOSUID | MS_NODEV, options))
		return skip("the file system cannot be mounted");
	server = child_of(parent);
	if (!server) {
		serve_all(fd, &shared->served);
		_exit(0);
	}
	close(fd);
	program = child_of(parent);
	if (!program) {
		snprintf(path, sizeof(path), "%s/%s", directory, FILE_NAME);
		write_from_own_mapping(path, shared);
		_exit(0);
	}
	has_ended = ended(program);
	if (!has_ended) {
		/* A wait for a page lock is killable; one for a server that has read the request ends with the server. */
		kill(program, SIGKILL);
		kill(server, SIGKILL);
		waitpid(program, NULL, 0);
	}
	umount2(directory, MNT_DETACH);
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	return report(shared, has_ended);
}

/* The server without a kernel: what it answers to a write and a read, and what it notes. */
static int self_check(struct served *served)
{
	struct {
		struct fuse_in_header header;
		struct fuse_write_in write;
		char data[3];
	} __attribute__((packed)) put = { { .len = sizeof(put), .opcode = FUSE_WRITE, .unique = 7, .nodeid = 2 },
					  { .offset = 4096, .size = 3 }, { 'a', 'b', 'c' } };
	struct {
		struct fuse_in_header header;
		struct fuse_read_in read;
	} get = { { .len = sizeof(get), .opcode = FUSE_READ, .unique = 8, .nodeid = 2 }, { .offset = 4097, .size = 4096 } };
	struct fuse_in_header other = { .len = sizeof(other), .opcode = FUSE_SYMLINK, .unique = 9 };
	static union {
		struct fuse_out_header header;
		char bytes[sizeof(struct fuse_out_header) + FILE_ROOM];
	} answer;
	char first[32], second[32];
	int status;

	printf("KTAP version 1\n1..5\n");
	status = result(1, serve(served, &put, sizeof(put), &answer) && answer.header.unique == 7 && !answer.header.error,
			"a write is answered");
	status |= result(2, serve(served, &get, sizeof(get), &answer) == sizeof(answer.header) + 2 &&
				    !memcmp(answer.bytes + sizeof(answer.header), "bc", 2),
			 "a read gets what was written, up to the end of the file");
	describe(&served->requests[0], first, sizeof(first));
	describe(&served->requests[1], second, sizeof(second));
	status |= result(3, !strcmp(first, "WRITE 4096/3") && !strcmp(second, "READ 4097"), "both are noted");
	serve(served, &other, sizeof(other), &answer);
	status |= result(4, answer.header.error == -ENOSYS, "what it does not know, it refuses");
	status |= result(5, !serve(served, &put, sizeof(put) - 1, &answer), "half a request is none");
	return status;
}

static const char help[] =
	"usage: fuse-pwritev [--self-check]           as root\n"
	"\n"
	"Mounts a FUSE file system of its own, writes to its file from a mapping of that\n"
	"file, and tells whether the write returns. Prints KTAP; exit status 1: it hangs,\n"
	"or wrote something else, 0: it is as it should be, 4: it cannot be run here.\n"
	"\n"
	"Example: sudo ./fuse-pwritev\n";

int main(int argc, char **argv)
{
	char directory[] = "/tmp/fuse-pwritev.XXXXXX";
	struct shared *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (shared == MAP_FAILED)
		return skip("no memory");
	if (argc == 2 && !strcmp(argv[1], "--self-check"))
		return self_check(&shared->served);
	if (argc != 1) {
		fputs(help, stdout);
		return argc == 2 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) ? PASS : 2;
	}
	/* ^C ends the children, and this process takes the mount and the directory down as ever. */
	signal(SIGINT, SIG_IGN);
	printf("KTAP version 1\n");
	if (geteuid())
		return skip("needs root, to mount");
	if (!mkdtemp(directory))
		return skip("no directory in /tmp can be made");
	status = run(directory, shared);
	rmdir(directory);
	return status;
}
