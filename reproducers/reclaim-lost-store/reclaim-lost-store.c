// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does reclaim lose a store to a shared file mapping that msync() has confirmed?
 *
 * Makes a device and a file system of its own, runs the race and its controls on them in a process of its own, and takes
 * everything down again, whatever became of that process. See README.md.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "disk.h"
#include "group.h"
#include "page.h"
#include "race.h"
#include "report.h"
#include "self-check.h"

static const char *const device_names[] = { "zram", "loop", NULL };
static const char *const reclaim_names[] = { "pageout", "limit", "cold-limit", NULL };
static const char *const cleaner_names[] = { "msync", "fsync", "sync_file_range", "syncfs", NULL };

struct settings {
	struct disk disk;
	struct race race;
};

static const char help[] =
	"usage: reclaim-lost-store [options]          as root, on a spare machine\n"
	"\n"
	"Stores to a shared file mapping, calls msync(), and looks at the device, while\n"
	"reclaim takes the page and another thread syncs the file. Prints KTAP; exit\n"
	"status 1: a store was lost, 0: the race was run and lost none, 4: cannot tell.\n"
	"\n"
	"  --fs NAME        ext4 (without a journal), ext4-journal, xfs, btrfs    [ext4]\n"
	"  --device NAME    zram, loop (in memory)                                [zram]\n"
	"  --seconds N      of the experiment, and of each of its controls          [20]\n"
	"  --pages N        that are mapped; one list of reclaim has at most 512    [64]\n"
	"  --reclaim NAME   pageout (MADV_PAGEOUT), limit (of a memory group),\n"
	"                   cold-limit (MADV_COLD, then the limit)             [pageout]\n"
	"  --cleaner NAME   what the other thread calls: msync, fsync,\n"
	"                   sync_file_range, syncfs (the kernel's flusher)       [msync]\n"
	"  --self-check     needs no root and no device\n"
	"  --help           this\n"
	"\n"
	"Example: sudo ./reclaim-lost-store --fs xfs --cleaner fsync --seconds 60\n";

static _Noreturn void bad_usage(const char *option, const char *value)
{
	fprintf(stderr, "reclaim-lost-store: %s %s: see --help\n", option, value);
	exit(2);
}

static int one_of(const char *const *names, const char *option, const char *value)
{
	for (int i = 0; names[i]; i++)
		if (!strcmp(names[i], value))
			return i;
	bad_usage(option, value);
}

static double number(const char *option, const char *value, double least, double most)
{
	char *rest;
	double given = strtod(value, &rest);

	if (*rest || rest == value || !(given >= least && given <= most))
		bad_usage(option, value);
	return given;
}

static void read_options(struct settings *settings, int argc, char **argv)
{
	static const struct option options[] = {
		{ "fs", required_argument, NULL, 'f' },	     { "device", required_argument, NULL, 'd' },
		{ "seconds", required_argument, NULL, 's' }, { "pages", required_argument, NULL, 'p' },
		{ "reclaim", required_argument, NULL, 'r' }, { "cleaner", required_argument, NULL, 'c' },
		{ "self-check", no_argument, NULL, 'S' },    { "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (option) {
		case 'f':
			settings->disk.fs = file_system_named(optarg);
			if (!settings->disk.fs)
				bad_usage("--fs", optarg);
			break;
		case 'd':
			settings->disk.kind = one_of(device_names, "--device", optarg);
			break;
		case 's':
			settings->race.seconds = number("--seconds", optarg, 0.25, 86400);
			break;
		case 'p':
			settings->race.pages = number("--pages", optarg, 32, 65536);
			break;
		case 'r':
			settings->race.reclaim = one_of(reclaim_names, "--reclaim", optarg);
			break;
		case 'c':
			settings->race.cleaner = one_of(cleaner_names, "--cleaner", optarg);
			break;
		case 'S':
			exit(self_check());
		case 'h':
			fputs(help, stdout);
			exit(0);
		default:
			exit(2);
		}
	}
	if (optind < argc)
		bad_usage("argument", argv[optind]);
}

static int skip(const char *why)
{
	printf("1..0 # SKIP %s\n", why);
	return SKIP;
}

/* What can be said before anything is made; NULL: nothing is missing. */
static const char *missing(void)
{
	cpu_set_t set;

	if (geteuid())
		return "needs root: devices, mounts, /proc/kpageflags";
	if (sched_getaffinity(0, sizeof(set), &set) || CPU_COUNT(&set) < 2)
		return "needs two CPUs: one stores while the other reclaims";
	if (sysconf(_SC_PAGESIZE) != (long)PAGE)
		return "needs pages of 4096 bytes";
	return NULL;
}

static volatile sig_atomic_t interrupted;

static void interrupt(int signal)
{
	interrupted = signal;
}

/* The child may die of anything, a signal from the terminal included; this process lives to take down what it made. */
static void wait_for(pid_t child, struct counts *counts)
{
	int status;

	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR)
			break;
		if (interrupted)
			kill(child, SIGKILL);
	}
	if (!interrupted && WIFSIGNALED(status) && !counts->why_not[0])
		snprintf(counts->why_not, sizeof(counts->why_not), "the race was killed by signal %d", WTERMSIG(status));
}

static void run_race(const struct settings *settings, const struct group *group, struct counts *counts)
{
	pid_t parent = getpid(), child = fork();

	if (child < 0) {
		snprintf(counts->why_not, sizeof(counts->why_not), "fork: %s", strerror(errno));
		return;
	}
	if (!child) {
		signal(SIGINT, SIG_DFL);
		signal(SIGTERM, SIG_DFL);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(1);
		race_run(&settings->race, group, counts);
		_exit(0);
	}
	wait_for(child, counts);
}

/* A guest's TLB may be its hypervisor's shadow page tables, whose entries live longer than a processor's. */
static bool in_virtual_machine(void)
{
	char line[4096];
	FILE *file = fopen("/proc/cpuinfo", "re");
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file))
		found = strstr(line, " hypervisor");
	if (file)
		fclose(file);
	return found;
}

static void headline(const struct settings *settings)
{
	struct utsname host;
	double load = 0;

	uname(&host);
	getloadavg(&load, 1);
	printf("# Linux %s %s, %s on %s, %ld pages, --reclaim %s, --cleaner %s\n", host.release, host.machine,
	       settings->disk.fs->name, settings->disk.device, settings->race.pages,
	       reclaim_names[settings->race.reclaim], cleaner_names[settings->race.cleaner]);
	printf("# %.0f s in %d interleaved parts, load average before %.1f%s\n", settings->race.seconds * ARMS, ARMS, load,
	       in_virtual_machine() ? ", in a virtual machine" : "");
}

int main(int argc, char **argv)
{
	struct settings settings = {
		.disk = { .kind = ZRAM, .fs = &file_systems[0] },
		.race = { .reclaim = PAGEOUT, .cleaner = MSYNC, .pages = 64, .seconds = 20 },
	};
	struct counts *counts = mmap(NULL, sizeof(*counts), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct group group = { .path = "" };
	char why[256] = "", trouble[256] = "";
	bool ready;

	setvbuf(stdout, NULL, _IOLBF, 0);
	read_options(&settings, argc, argv);
	printf("KTAP version 1\n");
	if (missing())
		return skip(missing());
	if (counts == MAP_FAILED)
		return skip("no memory");

	/* Without SA_RESTART, so that waiting for the child ends. */
	sigaction(SIGINT, &(struct sigaction){ .sa_handler = interrupt }, NULL);
	sigaction(SIGTERM, &(struct sigaction){ .sa_handler = interrupt }, NULL);
	sigaction(SIGHUP, &(struct sigaction){ .sa_handler = interrupt }, NULL);
	ready = disk_open(&settings.disk, why, sizeof(why)) &&
		(settings.race.reclaim == PAGEOUT || group_open(&group, why, sizeof(why)));
	if (ready && !interrupted) {
		settings.race.directory = settings.disk.directory;
		settings.race.device = settings.disk.fs->fixed_blocks ? settings.disk.device : NULL;
		headline(&settings);
		run_race(&settings, &group, counts);
	}
	group_close(&group);
	if (!disk_close(&settings.disk, trouble, sizeof(trouble)))
		fprintf(stderr, "reclaim-lost-store: left behind: %s\n", trouble);
	if (interrupted)
		return 128 + interrupted;
	if (!ready)
		return skip(why);
	if (counts->why_not[0])
		return skip(counts->why_not);
	printf("1..%d\n", LIFE);
	return report(counts);
}
