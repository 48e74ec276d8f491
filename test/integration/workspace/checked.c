#include <stdlib.h>

int *numbers(size_t count) {
  int *block = malloc(count * sizeof *block);
  if (block == NULL) return NULL;
  block[0] = 1;
  return block;
}
