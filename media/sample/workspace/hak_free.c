/* Free entry: the byte before the pointer says whose block it is, or so it hopes. */
#include <stdlib.h>

#include "hak.h"

void hak_free(void *ptr) {
    if (ptr == NULL) return;

    uint8_t header = ((uint8_t *)ptr)[-1];
    if ((header & 0xF0) == HAK_HEADER_MAGIC) {
        hak_tiny_free(ptr, header & 0x0F);
    } else {
        free(ptr);
    }
}
