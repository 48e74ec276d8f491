/* Allocation entry: Tiny first, libc when Tiny has nothing left. The second step is the mistake. */
#include <stdlib.h>

#include "hak.h"

static void *hak_alloc_malloc_impl(size_t size) {
    AllocHeader *header = malloc(sizeof(AllocHeader) + size);
    if (!header) return NULL;

    header->magic = HAKMEM_MAGIC;
    header->method = ALLOC_METHOD_MALLOC;
    header->reserved = 0;
    return header + 1;
}

void *hak_alloc(size_t size) {
    void *ptr = hak_tiny_alloc(size);
    if (ptr) return ptr;

    return hak_alloc_malloc_impl(size);
}
