/* Tiny layer: one SuperSlab of 32 slabs per class, a thread cache in front of it. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>

#include "hak.h"

typedef struct Block {
    struct Block *next;
} Block;

typedef struct {
    char *slabs;
    unsigned used;
} SuperSlab;

static SuperSlab g_superslabs[HAK_CLASSES];
static pthread_mutex_t g_lock = PTHREAD_MUTEX_INITIALIZER;
static int g_reported = 0;

static __thread Block *t_cache[HAK_CLASSES] = {0};
static __thread char *t_bump[HAK_CLASSES] = {0};
static __thread char *t_end[HAK_CLASSES] = {0};

static size_t block_bytes(int class_idx) {
    return (size_t)16 << class_idx;
}

static int class_of(size_t size) {
    for (int class_idx = 0; class_idx < HAK_CLASSES; class_idx++) {
        if (size + 1 <= block_bytes(class_idx)) return class_idx;
    }
    return -1;
}

/* Binds a fresh slab to this thread; 0 when the class's 32 slabs are all in use. */
static int superslab_refill(int class_idx) {
    SuperSlab *ss = &g_superslabs[class_idx];
    pthread_mutex_lock(&g_lock);
    if (ss->slabs == NULL) {
        void *memory = mmap(NULL, HAK_SLABS * HAK_SLAB_BYTES, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory != MAP_FAILED) ss->slabs = memory;
    }
    if (ss->slabs == NULL || ss->used == HAK_SLABS) {
        int first = !g_reported;
        g_reported = 1;
        pthread_mutex_unlock(&g_lock);
        errno = ENOMEM;
        if (first) {
            fprintf(stderr, "[DEBUG] superslab_refill returned NULL (OOM) class=%d errno=%d\n",
                    class_idx, errno);
        }
        return 0;
    }
    t_bump[class_idx] = ss->slabs + (size_t)ss->used++ * HAK_SLAB_BYTES;
    t_end[class_idx] = t_bump[class_idx] + HAK_SLAB_BYTES;
    pthread_mutex_unlock(&g_lock);
    return 1;
}

void *hak_tiny_alloc(size_t size) {
    int class_idx = class_of(size);
    if (class_idx < 0) return NULL;

    Block *cached = t_cache[class_idx];
    char *base;
    if (cached) {
        t_cache[class_idx] = cached->next;
        base = (char *)cached;
    } else {
        if (t_bump[class_idx] == t_end[class_idx] && !superslab_refill(class_idx)) return NULL;
        base = t_bump[class_idx];
        t_bump[class_idx] += block_bytes(class_idx);
    }
    *(uint8_t *)base = (uint8_t)(HAK_HEADER_MAGIC | class_idx);
    return base + 1;
}

void hak_tiny_free(void *ptr, int class_idx) {
    Block *block = (Block *)((char *)ptr - 1);
    block->next = t_cache[class_idx];
    t_cache[class_idx] = block;
}
