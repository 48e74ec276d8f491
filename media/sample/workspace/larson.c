/* The larson pattern: replace blocks at random, then hand the array to a new thread and end. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "hak.h"

#define THREADS 4
#define CHUNKS 64
#define BIRTHS 12

typedef struct {
    char *blocks[CHUNKS];
    unsigned seed;
    int births;
} Array;

static char *new_block(Array *array) {
    size_t size = 8 + (size_t)rand_r(&array->seed) % 120;
    char *block = hak_alloc(size);
    block[0] = 'a';
    block[1] = 'b';
    return block;
}

static void *worker(void *argument) {
    Array *array = argument;
    for (int i = 0; i < CHUNKS; i++) {
        unsigned victim = (unsigned)rand_r(&array->seed) % CHUNKS;
        hak_free(array->blocks[victim]);
        array->blocks[victim] = new_block(array);
    }
    pthread_t successor;
    if (--array->births > 0 && pthread_create(&successor, NULL, worker, array) != 0) {
        perror("pthread_create");
    }
    return NULL;
}

int main(void) {
    static Array arrays[THREADS];
    for (int t = 0; t < THREADS; t++) {
        arrays[t].seed = 12345u + (unsigned)t;
        arrays[t].births = BIRTHS;
        for (int i = 0; i < CHUNKS; i++) arrays[t].blocks[i] = new_block(&arrays[t]);
        pthread_t first;
        if (pthread_create(&first, NULL, worker, &arrays[t]) != 0) return 1;
    }
    pthread_exit(NULL);
}
