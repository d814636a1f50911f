// SPDX-License-Identifier: GPL-2.0-only
/*
 * The race itself. One file, mapped shared, and three threads of one process:
 *
 *   S, on one CPU     stores a growing number into page 0 for 2 to 40 us, calls msync(page 0), which returns 0, and reads
 *                     the block from the device. It has to be the last number: nobody else stores there.
 *   R, on the other   maps hundreds of dirty pages behind it, and has reclaim take the whole list, page 0 first.
 *   W, beside R       sleeps for 20 to 220 us and syncs the file. Waking up, it interrupts R somewhere in its list.
 *
 * If R has taken the PTE of page 0 and has not flushed TLBs yet, whoever syncs finds the page unmapped, cleans and writes
 * it; S goes on to store through its TLB entry; and the next msync() of S finds a clean page. The one who syncs may be W,
 * or S itself, a round earlier. No thread has a priority, and none waits for a sign of another.
 *
 * The arms take turns in slices of a quarter of a second, so that whatever else the machine does happens to all of them.
 * Between slices the file is synced, so that it never gets so old that the kernel's own flusher writes it
 * (dirty_expire_centisecs): that would be a syncer where there must be none.
 */
#define _GNU_SOURCE
#include "race.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "group.h"
#include "page.h"

#ifndef MADV_COLD
#define MADV_COLD 20
#define MADV_PAGEOUT 21
#endif

#define MS 1000000ull
#define SLICE (250 * MS)
#define LIFE_LIMIT (1 * MS)	/* nobody looks longer: R would be let on by then */
#define ALIGN ((size_t)2 << 20)	/* MADV_PAGEOUT makes one list of what one page of PTEs maps */
#define AROUND 16		/* pages that one load may map (fault_around_bytes): R keeps that far from page 0 */
#define FILLING 256		/* pages that are read to reach the limit of a group: above its batch of 64 */

const struct rules arms[ARMS] = {
	[OTHER_SYNCS] = { .title = "another thread syncs too", .reclaims = true, .other_syncs = true },
	[OWN_SYNC] = { .title = "only the storing thread syncs", .reclaims = true },
	[NO_RECLAIM] = { .title = "control: no reclaim", .control = true, .other_syncs = true },
	[NO_SYNC_BETWEEN] = { .title = "control: no sync before the last store", .control = true, .reclaims = true,
			      .flush_after = true },
	[FLUSHED] = { .title = "control: TLBs flushed before that sync", .control = true, .reclaims = true,
		      .other_syncs = true, .flush_before = true, .flush_after = true },
	[LIFE] = { .title = "life of a stale entry", .reclaims = true },
};

static const struct race *race;
static struct counts *counts;
static int file, fill, disk, pagemap;
static off_t disk_offset;
static volatile char *map;	/* race->pages pages of `file` */
static void *direct;		/* what O_DIRECT reads into */
static pthread_barrier_t begin, end;
static enum arm arm;		/* of this slice; these three change between slices only */
static uint64_t slice_end;
static bool over;

static void cannot(const char *what)
{
	snprintf(counts->why_not, sizeof(counts->why_not), "%s: %s", what, strerror(errno));
	_exit(1);
}

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ull + time.tv_nsec;
}

static void rest(uint64_t ns)
{
	nanosleep(&(struct timespec){ .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 }, NULL);
}

static uint64_t between(unsigned int *seed, uint64_t least, uint64_t most)
{
	return least + rand_r(seed) % (most - least);
}

static void keep(struct sample *sample, uint64_t ns)
{
	if (sample->count < SAMPLES)
		sample->ns[sample->count++] = ns;
}

static void tell(const char *format, ...)
{
	size_t used = strlen(counts->told);
	va_list values;

	va_start(values, format);
	vsnprintf(counts->told + used, sizeof(counts->told) - used, format, values);
	va_end(values);
}

static struct arm_counts *here(void)
{
	return &counts->arm[arm];
}

/* ---- S ---- */

/* Giving up a page of our own asks for the flush that reclaim owes to this address space (flush_tlb_batched_pending). */
static void shoot_down(void)
{
	static __thread char *own_page;

	if (!own_page)
		own_page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (own_page == MAP_FAILED)
		cannot("mmap");
	*own_page = 1;
	if (madvise(own_page, PAGE, MADV_DONTNEED))
		cannot("MADV_DONTNEED");
}

static uint64_t on_device(void)
{
	if (pread(disk, direct, PAGE, disk_offset) != (ssize_t)PAGE)
		cannot("read the device");
	return *(uint64_t *)direct;
}

/* A lost store, or one that is late? Waits, looks at all places, and has the cache forget a clean page. */
static void look_closer(uint64_t stored, uint64_t found)
{
	uint64_t later, cached = 0, again = 0;

	rest(200 * MS);
	later = on_device();
	if (pread(file, &cached, 8, 0) != 8)
		cannot("read the file");
	posix_fadvise(file, 0, PAGE, POSIX_FADV_DONTNEED);
	if (pread(file, &again, 8, 0) != 8)
		cannot("read the file");
	tell("stored %lu, msync() 0, device %lu, after 0.2 s %lu, cache %lu, dropped and read again %lu\n",
	     stored, found, later, cached, again);
}

static void store(void)
{
	static uint64_t stored;
	static unsigned int seed = 3, looked;
	volatile uint64_t *number = (volatile uint64_t *)map;

	while (now() < slice_end) {
		/* To see how long a stale entry lasts, S only stores. */
		uint64_t before = stored, until = now() + (arm == LIFE ? MS : between(&seed, 2000, 40000)), found;

		do {
			*number = ++stored;
			*number = ++stored;
			*number = ++stored;
			*number = ++stored;
		} while (now() < until);
		if (arm == LIFE)
			continue;
		if (msync((void *)map, PAGE, MS_SYNC))
			cannot("msync");
		if (arms[arm].flush_after)
			shoot_down();
		here()->rounds++;
		found = on_device();
		if (found == stored)
			continue;
		here()->lost++;
		here()->lost_to_own += found <= before;
		if (looked++ < 5)
			look_closer(stored, found);
	}
}

/* ---- R ---- */

/* Reads pages of another file until the group is at its limit and has to give up some: those at the end of its list. */
static void fill_group(void)
{
	static char page[PAGE];

	for (int i = 0; i < FILLING; i++)
		if (pread(fill, page, PAGE, i * PAGE) != (ssize_t)PAGE)
			cannot("read");
	posix_fadvise(fill, 0, 0, POSIX_FADV_DONTNEED);
}

/* Reclaim takes what is mapped. A page that is dirty stays so until somebody syncs it, so a load is enough then, and cheap. */
static void touch_pages(bool store)
{
	for (long i = AROUND; i < race->pages; i++) {
		volatile uint64_t *number = (volatile uint64_t *)(map + i * PAGE);

		if (store)
			*number = i;
		else
			(void)*number;
	}
}

static void reclaim(void)
{
	bool cleans_all = race->cleaner == FSYNC || race->cleaner == SYNCFS, clean = true;

	while (now() < slice_end) {
		touch_pages(clean || (cleans_all && arms[arm].other_syncs));
		clean = false;
		here()->lists++;
		if (!arms[arm].reclaims)
			continue;
		if (race->reclaim == PAGEOUT && madvise((void *)map, race->pages * PAGE, MADV_PAGEOUT))
			cannot("MADV_PAGEOUT");
		if (race->reclaim == COLD_LIMIT && madvise((void *)map, race->pages * PAGE, MADV_COLD))
			cannot("MADV_COLD");
		if (race->reclaim != PAGEOUT)
			fill_group();
	}
}

/* ---- W ---- */

static bool first_is_mapped(void)
{
	return page_is_mapped(pagemap, (void *)map);
}

/* R stands between the two: the PTE of page 0 is gone, that of the last page of its list is there. */
static bool window_is_open(void)
{
	long last = race->reclaim == PAGEOUT ? (race->pages < 512 ? race->pages : 512) - 1 : 31;

	return !first_is_mapped() && page_is_mapped(pagemap, (void *)(map + last * PAGE));
}

static void sync_first_page(void)
{
	static const char *const names[] = { "msync", "fsync", "sync_file_range", "syncfs" };
	int failed = race->cleaner == MSYNC ? msync((void *)map, PAGE, MS_SYNC) :
		     race->cleaner == FSYNC ? fsync(file) :
		     race->cleaner == SYNCFS ? syncfs(file) :
		     sync_file_range(file, 0, PAGE, SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE |
						    SYNC_FILE_RANGE_WAIT_AFTER);

	if (failed)
		cannot(names[race->cleaner]);
}

/* While W looks, R does not run: nobody flushes. S maps the page anew as soon as its CPU has forgotten the entry. */
static void watch_stale_entry(void)
{
	uint64_t from = now(), ns;

	do {
		ns = now() - from;
		if (first_is_mapped()) {
			keep(&counts->life, ns);
			return;
		}
	} while (ns < LIFE_LIMIT);
	counts->outlived++;
}

/* For a control only: without it R might take page 0 between W's flush and W's sync. R is on the same CPU. */
static void keep_reclaim_off(bool off)
{
	struct sched_param priority = { .sched_priority = off };

	if (sched_setscheduler(0, off ? SCHED_FIFO : SCHED_OTHER, &priority))
		cannot("sched_setscheduler");
}

static void sync_now_and_then(void)
{
	static unsigned int seed = 7;

	while (now() < slice_end) {
		uint64_t from;
		bool open;

		rest(between(&seed, 20000, 220000));
		open = window_is_open();
		here()->windows += open;
		if (arm == LIFE && open)
			watch_stale_entry();
		if (!arms[arm].other_syncs)
			continue;
		if (arms[arm].flush_before) {
			keep_reclaim_off(true);
			shoot_down();
		}
		from = now();
		sync_first_page();
		if (arms[arm].flush_before)
			keep_reclaim_off(false);
		here()->syncs++;
		/* Other syncs find nothing to do. */
		if (arm == OTHER_SYNCS && open)
			keep(&counts->sync, now() - from);
	}
}

/* ---- all of them ---- */

struct thread {
	void (*work)(void);
	int cpu;
};

static void pin(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		cannot("sched_setaffinity");
}

static void *in_slices(void *argument)
{
	const struct thread *thread = argument;

	pin(thread->cpu);
	prctl(PR_SET_TIMERSLACK, 1); /* else a sleep of 20 us takes 70 */
	for (;;) {
		pthread_barrier_wait(&begin);
		if (over)
			return NULL;
		thread->work();
		pthread_barrier_wait(&end);
	}
}

static int new_file(const char *name, long pages)
{
	static const char zeroes[PAGE];
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", race->directory, name);
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		cannot(path);
	/* Page by page, and no readahead later: no large folios. */
	posix_fadvise(fd, 0, 0, POSIX_FADV_RANDOM);
	for (long i = 0; i < pages; i++)
		if (pwrite(fd, zeroes, PAGE, i * PAGE) != (ssize_t)PAGE)
			cannot(path);
	if (fsync(fd))
		cannot(path);
	return fd;
}

static void map_file(void)
{
	size_t size = race->pages * PAGE;
	char *room = mmap(NULL, size + ALIGN, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *place;

	if (room == MAP_FAILED)
		cannot("mmap");
	place = (char *)(((uintptr_t)room + ALIGN - 1) & ~(ALIGN - 1));
	map = mmap(place, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file, 0);
	if (map == MAP_FAILED || madvise((void *)map, size, MADV_RANDOM))
		cannot("mmap");
	for (long i = 0; i < race->pages; i++)
		map[i * PAGE] = 0;
}

static void open_disk(void)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", race->directory, "file");
	disk = open(race->device ? race->device : path, O_RDONLY | O_DIRECT | O_CLOEXEC);
	disk_offset = race->device ? block_of_first_page(file) : 0;
	if (disk < 0 || disk_offset < 0 || posix_memalign(&direct, PAGE, PAGE))
		cannot("find the block of the page on the device");
	*(volatile uint64_t *)map = 42;
	if (msync((void *)map, PAGE, MS_SYNC) || on_device() != 42)
		cannot("what is stored with nobody else about is not read from the device");
}

static void look_at_pages(void)
{
	for (long i = 0; i < race->pages; i++) {
		int single = page_is_single(pagemap, (void *)(map + i * PAGE));

		if (single == 1)
			continue;
		errno = 0;
		cannot(single < 0 ? "/proc/kpageflags does not tell of our pages" : "the file has large folios");
	}
}

/* A device that completes in the context of who writes does not put it to sleep. */
static bool sync_sleeps(void)
{
	struct rusage before, after;

	*(volatile uint64_t *)map = 43;
	getrusage(RUSAGE_THREAD, &before);
	sync_first_page();
	getrusage(RUSAGE_THREAD, &after);
	return after.ru_nvcsw != before.ru_nvcsw;
}

static void two_cpus(int *first, int *second)
{
	cpu_set_t set;

	*first = *second = -1;
	if (sched_getaffinity(0, sizeof(set), &set))
		cannot("sched_getaffinity");
	for (int cpu = 0; cpu < CPU_SETSIZE && *second < 0; cpu++) {
		if (!CPU_ISSET(cpu, &set))
			continue;
		*(*first < 0 ? first : second) = cpu;
	}
}

void race_run(const struct race *given, const struct group *group, struct counts *shared)
{
	struct thread threads[] = { { store, 0 }, { reclaim, 0 }, { sync_now_and_then, 0 } };
	pthread_t ids[3];
	uint64_t slices;

	race = given;
	counts = shared;
	two_cpus(&threads[1].cpu, &threads[0].cpu);
	threads[2].cpu = threads[1].cpu;
	if (race->reclaim != PAGEOUT) {
		fill = new_file("fill", FILLING);
		if (!group_enter(group))
			cannot(group->path);
	}
	pagemap = pagemap_open();
	file = new_file("file", race->pages);
	map_file();
	look_at_pages();
	open_disk();
	counts->sync_sleeps = sync_sleeps();
	if (race->reclaim != PAGEOUT && !group_limit(group))
		cannot(group->limit);

	pthread_barrier_init(&begin, NULL, 4);
	pthread_barrier_init(&end, NULL, 4);
	for (int i = 0; i < 3; i++)
		if ((errno = pthread_create(&ids[i], NULL, in_slices, &threads[i])))
			cannot("pthread_create");
	slices = race->seconds * 1000 * MS / SLICE;
	for (uint64_t i = 0; i < slices * ARMS; i++) {
		arm = i % ARMS;
		if (fsync(file))
			cannot("fsync");
		slice_end = now() + SLICE;
		pthread_barrier_wait(&begin);
		pthread_barrier_wait(&end);
	}
	over = true;
	pthread_barrier_wait(&begin);
	for (int i = 0; i < 3; i++)
		pthread_join(ids[i], NULL);
}
