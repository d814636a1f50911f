// SPDX-License-Identifier: GPL-2.0-only
/*
 * A memory group of our own with a limit. Where the controller is mounted is read from /proc/self/mounts: version 1 has a
 * hierarchy for it, version 2 names it in cgroup.controllers.
 */
#define _GNU_SOURCE
#include "group.h"

#include <errno.h>
#include <fcntl.h>
#include <mntent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_number(const struct group *group, const char *file, size_t number)
{
	char path[320], text[24];
	int fd, length = snprintf(text, sizeof(text), "%zu", number);
	bool written;

	snprintf(path, sizeof(path), "%s/%s", group->path, file);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	written = fd >= 0 && write(fd, text, length) == length;
	if (fd >= 0)
		close(fd);
	return written;
}

static bool has_memory(const char *directory)
{
	char path[320], line[256] = "";
	FILE *file;

	snprintf(path, sizeof(path), "%s/cgroup.subtree_control", directory);
	file = fopen(path, "re");
	if (!file)
		return false;
	if (!fgets(line, sizeof(line), file))
		line[0] = '\0';
	fclose(file);
	return strstr(line, "memory");
}

bool group_open(struct group *group, char *why, size_t size)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	const struct mntent *mount;

	group->path[0] = '\0';
	while (mounts && !group->path[0] && (mount = getmntent(mounts))) {
		bool v1 = !strcmp(mount->mnt_type, "cgroup") && hasmntopt(mount, "memory");
		bool v2 = !strcmp(mount->mnt_type, "cgroup2") && has_memory(mount->mnt_dir);

		if (!v1 && !v2)
			continue;
		group->limit = v1 ? "memory.limit_in_bytes" : "memory.max";
		group->usage = v1 ? "memory.usage_in_bytes" : "memory.current";
		snprintf(group->path, sizeof(group->path), "%s/reclaim-lost-store.%d", mount->mnt_dir, getpid());
	}
	if (mounts)
		endmntent(mounts);
	if (!group->path[0]) {
		snprintf(why, size, "no memory controller is mounted (cgroup v1, or v2 with memory in subtree_control)");
		return false;
	}
	if (mkdir(group->path, 0755)) {
		snprintf(why, size, "mkdir %s: %s", group->path, strerror(errno));
		group->path[0] = '\0';
		return false;
	}
	return true;
}

bool group_enter(const struct group *group)
{
	return write_number(group, "cgroup.procs", getpid());
}

/* 64 pages are charged at a time and kept by the CPU; a limit nearer than that is met by chance. */
#define ROOM ((size_t)128 * 4096)

bool group_limit(const struct group *group)
{
	char path[320];
	size_t used = 0;
	FILE *usage;

	snprintf(path, sizeof(path), "%s/%s", group->path, group->usage);
	usage = fopen(path, "re");
	if (!usage)
		return false;
	if (fscanf(usage, "%zu", &used) != 1)
		used = 0;
	fclose(usage);
	return used && write_number(group, group->limit, used + ROOM);
}

void group_close(struct group *group)
{
	if (group->path[0])
		rmdir(group->path);
	group->path[0] = '\0';
}
