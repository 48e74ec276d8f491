// Replays a TRC1 trace through this process's malloc and free, pass by pass: the native side of the bench.
//
//   replay FILE PASSES      prints a line a pass: processor and wall nanoseconds per event, with a tab between
//
// One thread plays the events of all threads in file order, so what is remote in the trace is local here. One byte of
// each block is written. The file and the table of blocks are mapped, not allocated, and read once before the first pass.
// Blocks alive at the end of a pass are freed untimed.

#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>

enum { HEADER_BYTES = 64, WORD_MAGIC = 0, WORD_VERSION = 1, WORD_EVENTS = 2, WORD_IDS = 3 };
static const uint32_t MAGIC = 0x31435254, VERSION = 1, FREE = 1u << 31, SIZE_MASK = (1u << 20) - 1;

static _Noreturn void stop(const char *what) {
  fprintf(stderr, "replay: %s\n", what);
  exit(1);
}

static double nanoseconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static void play(const uint32_t *events, uint32_t count, char **blocks) {
  for (uint32_t i = 0; i < count; i++) {
    const uint32_t call = events[2 * i], id = events[2 * i + 1];
    if (call & FREE) {
      free(blocks[id]);
      blocks[id] = NULL;
    } else {
      const uint32_t size = call & SIZE_MASK;
      char *block = malloc(size);
      if (block == NULL && size > 0) stop("out of memory");
      if (size > 0) *(volatile char *)block = 1;
      blocks[id] = block;
    }
  }
}

int main(int argc, char **argv) {
  if (argc != 3) stop("usage: replay FILE PASSES");
  const int passes = atoi(argv[2]);
  const int file = open(argv[1], O_RDONLY);
  struct stat status;
  if (file < 0 || fstat(file, &status) != 0) stop("the file cannot be opened");
  if (status.st_size < HEADER_BYTES) stop("the file is no TRC1 trace");
  const uint32_t *header =
      mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
  if (header == MAP_FAILED) stop("the file cannot be mapped");
  if (header[WORD_MAGIC] != MAGIC || header[WORD_VERSION] != VERSION) stop("the file is no TRC1 trace");
  const uint32_t count = header[WORD_EVENTS], ids = header[WORD_IDS];
  const uint32_t *events = header + HEADER_BYTES / sizeof *header;
  if ((size_t)status.st_size < HEADER_BYTES + 8 * (size_t)count) stop("the trace is cut");
  for (uint32_t i = 0; i < count; i++)
    if (events[2 * i + 1] >= ids) stop("an id is out of range");
  char **blocks = mmap(NULL, sizeof *blocks * ((size_t)ids + 1), PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  if (blocks == MAP_FAILED) stop("no memory for the table of blocks");

  for (int pass = 0; pass < passes; pass++) {
    const double cpu = nanoseconds(CLOCK_PROCESS_CPUTIME_ID), wall = nanoseconds(CLOCK_MONOTONIC);
    play(events, count, blocks);
    const double cpu_took = nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    const double wall_took = nanoseconds(CLOCK_MONOTONIC) - wall;
    printf("%.2f\t%.2f\n", cpu_took / count, wall_took / count);
    fflush(stdout);
    for (uint32_t id = 0; id < ids; id++) {
      free(blocks[id]);
      blocks[id] = NULL;
    }
  }
  return 0;
}
