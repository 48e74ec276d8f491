/* A small size-class allocator: eight classes, a header byte before each block, slabs of 64 KiB. */
#ifndef HAK_H
#define HAK_H

#include <stddef.h>
#include <stdint.h>

#define HAK_CLASSES 8
#define HAK_HEADER_MAGIC 0xA0
#define HAK_SLAB_BYTES (64 * 1024)
#define HAK_SLABS 32

#define HAKMEM_MAGIC 0x48414B4Du
#define ALLOC_METHOD_MALLOC 1u

/* Lies before a block that came from libc: 16 bytes. */
typedef struct {
    uint32_t magic;
    uint32_t method;
    uint64_t reserved;
} AllocHeader;

/* The API that programs use. */
void *hak_alloc(size_t size);
void hak_free(void *ptr);

/* Tiny layer: NULL when the class has no slab left. */
void *hak_tiny_alloc(size_t size);
void hak_tiny_free(void *ptr, int class_idx);

#endif
