// The twin of src/worker/stress in C: the same generator, the same ring of inboxes, malloc and free of whatever
// allocator is preloaded. Prints operations, wall nanoseconds and CPU nanoseconds of the measured time.
//
//   ring THREADS SECONDS SEED

#define _GNU_SOURCE
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { ARRAY_BLOCKS = 1024, ARRAYS_PER_WORKER = 4, MOST_WORKERS = 64, SMALLEST = 8, SIZES = 121 };
enum { SPINS = 4000, NAP_MS = 20 };

static struct inbox {
  _Alignas(64) atomic_int given;
  int arrays[MOST_WORKERS * ARRAYS_PER_WORKER];
} inboxes[MOST_WORKERS];

static void *blocks[MOST_WORKERS * ARRAYS_PER_WORKER][ARRAY_BLOCKS];
static int workers;
static uint32_t seed;
static atomic_int stopped;
static atomic_long operations;
static pthread_barrier_t filled;

static void give(int worker, int array) {
  struct inbox *inbox = &inboxes[worker];
  int given = atomic_load(&inbox->given);
  inbox->arrays[given % (workers * ARRAYS_PER_WORKER)] = array;
  atomic_store(&inbox->given, given + 1);
  syscall(SYS_futex, &inbox->given, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static int take(int worker, int taken) {
  struct inbox *inbox = &inboxes[worker];
  struct timespec nap = {0, NAP_MS * 1000000};
  for (int spins = 0; atomic_load(&inbox->given) == taken; spins++) {
    if (atomic_load(&stopped)) return -1;
    if (spins >= SPINS) syscall(SYS_futex, &inbox->given, FUTEX_WAIT_PRIVATE, taken, &nap, NULL, 0);
  }
  return inbox->arrays[taken % (workers * ARRAYS_PER_WORKER)];
}

static uint32_t draw(uint32_t random) {
  random ^= random << 13;
  random ^= random >> 17;
  return random ^ random << 5;
}

static void *new_block(uint32_t random) {
  int *block = malloc(SMALLEST + ((random >> 20) * SIZES >> 12));
  if (block == NULL) abort();
  *block = 1;
  return block;
}

static void *run(void *number) {
  int worker = (int)(intptr_t)number;
  uint32_t random = ((seed + 1) * 0x9e3779b1u ^ (uint32_t)(worker + 1) * 0x85ebca6bu) | 1;
  for (int own = 0; own < ARRAYS_PER_WORKER; own++) {
    int array = worker * ARRAYS_PER_WORKER + own;
    for (int slot = 0; slot < ARRAY_BLOCKS; slot++) blocks[array][slot] = new_block(random = draw(random));
    give(worker, array);
  }
  pthread_barrier_wait(&filled);
  long played = 0;
  for (int turn = 0;; turn++) {
    int array = take(worker, turn);
    if (array < 0) break;
    void **slots = blocks[array];
    for (int operation = 0; operation < ARRAY_BLOCKS; operation++) {
      random = draw(random);
      int slot = random & (ARRAY_BLOCKS - 1);
      free(slots[slot]);
      slots[slot] = new_block(random);
    }
    played += ARRAY_BLOCKS;
    give((worker + 1) % workers, array);
    if (atomic_load(&stopped)) break;
  }
  atomic_fetch_add(&operations, played);
  return NULL;
}

static double wall(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e9 + now.tv_nsec;
}

static double cpu(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e9 +
         (used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e3;
}

int main(int count, char **words) {
  if (count != 4) return 2;
  workers = atoi(words[1]);
  seed = (uint32_t)atoi(words[3]);
  if (workers < 1 || workers > MOST_WORKERS) return 2;
  pthread_t threads[MOST_WORKERS];
  pthread_barrier_init(&filled, NULL, workers + 1);
  for (int i = 0; i < workers; i++) pthread_create(&threads[i], NULL, run, (void *)(intptr_t)i);
  pthread_barrier_wait(&filled);
  double wall_start = wall(), cpu_start = cpu();
  usleep((useconds_t)(atof(words[2]) * 1e6));
  atomic_store(&stopped, 1);
  for (int i = 0; i < workers; i++) pthread_join(threads[i], NULL);
  printf("{\"operations\":%ld,\"wall\":%.0f,\"cpu\":%.0f}\n", operations, wall() - wall_start, cpu() - cpu_start);
  return 0;
}
