#include <stdlib.h>

struct entry {
  int key;
};

struct entry *make_entry(int key) {
  struct entry *entry = calloc(1, sizeof *entry);
  entry->key = key;
  return entry;
}
