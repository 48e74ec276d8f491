// Which slot a recorded pointer stands for while its block lives: an open-addressing table of 64-bit keys.
//
// Keys are two 32-bit halves, because tagged Android pointers do not fit a double. Removal closes the gap (backward
// shift), so long traces leave no tombstones behind. Key and slot of an entry lie in one cache line.

const STRIDE = 4;
const LOW = 0;
const HIGH = 1;
/** Slot + 1; 0 marks an empty entry. */
const SLOT = 2;
const FIRST_LOG_ENTRIES = 8;

export class LiveBlocks {
  size = 0;
  private logEntries = FIRST_LOG_ENTRIES;
  private entries = new Int32Array(STRIDE << FIRST_LOG_ENTRIES);

  /** Slot of a pointer, or -1. */
  find(high: number, low: number): number {
    return (this.entries[this.locate(high, low) * STRIDE + SLOT] as number) - 1;
  }

  /** Adds a pointer, or gives it another slot. */
  set(high: number, low: number, slot: number): void {
    const at = this.locate(high, low) * STRIDE;
    const added = this.entries[at + SLOT] === 0;
    this.entries[at + LOW] = low;
    this.entries[at + HIGH] = high;
    this.entries[at + SLOT] = slot + 1;
    if (added && ++this.size > (1 << this.logEntries) / 2) this.grow();
  }

  /** Forgets a pointer; answers its slot, or -1 if it was not there. */
  remove(high: number, low: number): number {
    const found = this.locate(high, low);
    const slot = (this.entries[found * STRIDE + SLOT] as number) - 1;
    if (slot >= 0) {
      this.closeGap(found);
      this.size--;
    }
    return slot;
  }

  /** Entry that holds the key, or the empty one where it would go. */
  private locate(high: number, low: number): number {
    const { entries } = this;
    const mask = (1 << this.logEntries) - 1;
    let entry = hash(high, low) >>> (32 - this.logEntries);
    for (;;) {
      const at = entry * STRIDE;
      if (entries[at + SLOT] === 0) return entry;
      if (entries[at + LOW] === low && entries[at + HIGH] === high) return entry;
      entry = (entry + 1) & mask;
    }
  }

  private closeGap(removed: number): void {
    const { entries } = this;
    const mask = (1 << this.logEntries) - 1;
    let gap = removed;
    let entry = (gap + 1) & mask;
    while (entries[entry * STRIDE + SLOT] !== 0) {
      const low = entries[entry * STRIDE + LOW] as number;
      const high = entries[entry * STRIDE + HIGH] as number;
      const home = hash(high, low) >>> (32 - this.logEntries);
      if (((entry - home) & mask) >= ((entry - gap) & mask)) {
        entries.copyWithin(gap * STRIDE, entry * STRIDE, (entry + 1) * STRIDE);
        gap = entry;
      }
      entry = (entry + 1) & mask;
    }
    entries[gap * STRIDE + SLOT] = 0;
  }

  private grow(): void {
    const old = this.entries;
    this.logEntries++;
    this.entries = new Int32Array(STRIDE << this.logEntries);
    for (let at = 0; at < old.length; at += STRIDE) {
      if (old[at + SLOT] === 0) continue;
      const to = this.locate(old[at + HIGH] as number, old[at + LOW] as number) * STRIDE;
      this.entries.set(old.subarray(at, at + STRIDE), to);
    }
  }
}

function hash(high: number, low: number): number {
  return Math.imul((low ^ (low >>> 15)) + Math.imul(high, 0x9e3779b1), 0x85ebca6b);
}
