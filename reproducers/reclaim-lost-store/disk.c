// SPDX-License-Identifier: GPL-2.0-only
/*
 * A block device and a file system of our own, made for one run and gone after it.
 *
 * Hard: to leave nothing behind, and to touch nothing that is there. A zram device is added (hot_add) and removed, one
 * that exists already is never used. A loop device is bound to a memfd, so there is no backing file, and unbinds itself
 * with its last user. The mount is in a mount namespace of this process: nobody else sees it, and it ends with us.
 */
#define _GNU_SOURCE
#include "disk.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* XFS refuses less than 300 MiB. Memory is used for blocks that are written, so what is not used costs nothing. */
#define DISK_BYTES (512ul << 20)

const struct file_system file_systems[] = {
	{ "ext4", "ext4", { "mkfs.ext4", "-q", "-F", "-b", "4096", "-O", "^has_journal" }, true },
	{ "ext4-journal", "ext4", { "mkfs.ext4", "-q", "-F", "-b", "4096" }, true },
	{ "xfs", "xfs", { "mkfs.xfs", "-q", "-f" }, true },
	{ "btrfs", "btrfs", { "mkfs.btrfs", "-q", "-f" }, false },
	{ 0 },
};

const struct file_system *file_system_named(const char *name)
{
	for (const struct file_system *fs = file_systems; fs->name; fs++)
		if (!strcmp(fs->name, name))
			return fs;
	return NULL;
}

static bool failed(char *why, size_t size, const char *what, const char *which)
{
	snprintf(why, size, "%s %s: %s", what, which, strerror(errno));
	return false;
}

static bool write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool written = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
	int error = errno;

	if (fd >= 0)
		close(fd);
	errno = error;
	return written;
}

/* Runs a program and waits. Its own messages go to stderr; errno tells whether it could be started at all. */
static bool run(const char *const *words, const char *last)
{
	char *arguments[10] = { 0 };
	int count = 0, status;
	pid_t child;

	for (; words[count]; count++)
		arguments[count] = (char *)words[count];
	arguments[count] = (char *)last;
	child = fork();
	if (child < 0)
		return false;
	if (!child) {
		dup2(STDERR_FILENO, STDOUT_FILENO);
		execvp(arguments[0], arguments);
		_exit(errno == ENOENT ? 127 : 126);
	}
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	errno = WIFEXITED(status) && WEXITSTATUS(status) == 127 ? ENOENT : EIO;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool add_zram(struct disk *disk, char *why, size_t size)
{
	char path[64], bytes[24];
	FILE *hot_add = fopen("/sys/class/zram-control/hot_add", "re");

	if (!hot_add)
		return failed(why, size, "zram (CONFIG_ZRAM, or modprobe zram)", "is missing");
	/* Reading the file makes the device. */
	if (fscanf(hot_add, "%d", &disk->number) != 1)
		disk->number = -1;
	fclose(hot_add);
	if (disk->number < 0)
		return failed(why, size, "zram", "hot_add");
	snprintf(disk->device, sizeof(disk->device), "/dev/zram%d", disk->number);
	snprintf(path, sizeof(path), "/sys/block/zram%d/disksize", disk->number);
	snprintf(bytes, sizeof(bytes), "%lu", DISK_BYTES);
	return write_text(path, bytes) || failed(why, size, "set", path);
}

static bool remove_zram(struct disk *disk, char *why, size_t size)
{
	char path[64], number[12];

	snprintf(path, sizeof(path), "/sys/block/zram%d/reset", disk->number);
	snprintf(number, sizeof(number), "%d", disk->number);
	/* Somebody who looks at new devices, such as udev, may hold it for a moment. */
	for (int tries = 0; tries < 50; tries++) {
		if (write_text(path, "1") && write_text("/sys/class/zram-control/hot_remove", number)) {
			disk->number = -1;
			return true;
		}
		usleep(20000);
	}
	return failed(why, size, "remove", disk->device);
}

static bool add_loop(struct disk *disk, char *why, size_t size)
{
	struct loop_config config = { .block_size = 4096, .info.lo_flags = LO_FLAGS_AUTOCLEAR };
	int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	int memory = memfd_create("reclaim-lost-store", MFD_CLOEXEC);

	if (control < 0)
		return failed(why, size, "loop devices (CONFIG_BLK_DEV_LOOP)", "are missing");
	if (memory < 0 || ftruncate(memory, DISK_BYTES))
		return failed(why, size, "memfd of", "the loop device");
	config.fd = memory;
	/* Another process may take the free one first: binding it then fails with EBUSY, and nothing was touched. */
	for (int tries = 0; tries < 10 && disk->loop_fd < 0; tries++) {
		int number = ioctl(control, LOOP_CTL_GET_FREE);

		if (number < 0)
			break;
		snprintf(disk->device, sizeof(disk->device), "/dev/loop%d", number);
		disk->loop_fd = open(disk->device, O_RDWR | O_CLOEXEC);
		if (disk->loop_fd < 0)
			break;
		if (!ioctl(disk->loop_fd, LOOP_CONFIGURE, &config)) {
			disk->number = number;
		} else {
			close(disk->loop_fd);
			disk->loop_fd = -1;
			if (errno != EBUSY)
				break;
		}
	}
	close(control);
	close(memory);
	return disk->number >= 0 || failed(why, size, "bind a loop device to", "memory");
}

bool disk_open(struct disk *disk, char *why, size_t size)
{
	disk->number = -1;
	disk->loop_fd = -1;
	disk->directory[0] = '\0';
	disk->mounted = false;
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return failed(why, size, "a mount namespace", "of our own");
	if (!(disk->kind == ZRAM ? add_zram(disk, why, size) : add_loop(disk, why, size)))
		return false;
	if (!run(disk->fs->mkfs, disk->device))
		return failed(why, size, disk->fs->mkfs[0], disk->device);
	strcpy(disk->directory, "/tmp/reclaim-lost-store.XXXXXX");
	if (!mkdtemp(disk->directory)) {
		disk->directory[0] = '\0';
		return failed(why, size, "a directory in", "/tmp");
	}
	if (mount(disk->device, disk->directory, disk->fs->type, 0, NULL))
		return failed(why, size, "mount", disk->fs->type);
	disk->mounted = true;
	return true;
}

bool disk_close(struct disk *disk, char *why, size_t size)
{
	bool closed = true;

	if (disk->mounted) {
		if (umount(disk->directory))
			return failed(why, size, "umount", disk->directory);
		disk->mounted = false;
	}
	if (disk->directory[0] && rmdir(disk->directory))
		closed = failed(why, size, "rmdir", disk->directory);
	if (disk->loop_fd >= 0)
		close(disk->loop_fd);
	if (disk->kind == ZRAM && disk->number >= 0)
		closed = remove_zram(disk, why, size) && closed;
	return closed;
}
