#include <stdlib.h>
#include <string.h>

char *copy(const char *text, size_t length) {
  char *block = malloc(length + 1);
  memcpy(block, text, length);
  block[length] = 0;
  return block;
}
