// Growing columns of numbers, and the store that saves and restores all of them at once. The only file that indexes
// raw arrays, but for the hot loop (play.ts), which borrows them between two changes of length.
//
// All mutable state of an allocator lies in columns of one store, so a saved state is a list of plain copies. There is
// one class per element type on purpose: each accessor then sees one kind of array and compiles to a single load.
// Reading beyond `length` is a bug of the caller; it is not checked.

export type SavedColumn = Int32Array | Float64Array | Uint8Array;

interface Column {
  save(): SavedColumn;
  restore(saved: SavedColumn): void;
}

export class Store {
  /** Where hot columns lie side by side. */
  readonly arena = new Arena();
  private readonly columns: Column[] = [];

  ints(): IntColumn {
    return this.keep(new IntColumn());
  }

  hotInts(): HotColumn {
    return this.keep(new HotColumn(this.arena));
  }

  doubles(): DoubleColumn {
    return this.keep(new DoubleColumn());
  }

  bytes(): ByteColumn {
    return this.keep(new ByteColumn());
  }

  save(): readonly SavedColumn[] {
    return this.columns.map((column) => column.save());
  }

  restore(saved: readonly SavedColumn[]): void {
    this.columns.forEach((column, index) => {
      column.restore(saved[index] as SavedColumn);
    });
  }

  private keep<C extends Column>(column: C): C {
    this.columns.push(column);
    return column;
  }
}

const FIRST_CAPACITY = 64;
const FIRST_ARENA = 2 * 1024;

export class IntColumn implements Column {
  length = 0;
  private data = new Int32Array(FIRST_CAPACITY);

  get(index: number): number {
    return this.data[index] as number;
  }

  set(index: number, value: number): void {
    this.data[index] = value;
  }

  add(index: number, value: number): void {
    this.data[index] = (this.data[index] as number) + value;
  }

  push(value: number): number {
    this.extend(1, value);
    return this.length - 1;
  }

  /** Takes the last value off; `otherwise` if there is none. */
  pop(otherwise: number): number {
    return this.length === 0 ? otherwise : (this.data[--this.length] as number);
  }

  extend(count: number, value: number): void {
    const end = this.length + count;
    if (end > this.data.length) {
      const larger = new Int32Array(Math.max(end, this.data.length * 2));
      larger.set(this.data.subarray(0, this.length));
      this.data = larger;
    }
    this.data.fill(value, this.length, end);
    this.length = end;
  }

  save(): Int32Array {
    return this.data.slice(0, this.length);
  }

  restore(saved: SavedColumn): void {
    if (saved.length > this.data.length) this.data = new Int32Array(saved.length);
    this.data.set(saved);
    this.length = saved.length;
  }
}

/**
 * One array for all columns that the hot loop reads, so that they can be on stage together (stage.ts). Space that a column
 * outgrew stays unused; it is never more than what is in use.
 */
export class Arena {
  /** Integers taken so far. */
  top = 0;
  private data = new Int32Array(FIRST_ARENA);

  /** The array, good until a hot column grows or is restored, or the arena enters or leaves the stage. */
  get raw(): Int32Array {
    return this.data;
  }

  /** A stretch of so many integers, all zero; its first place. */
  take(count: number): number {
    const start = this.top;
    this.top += count;
    if (this.top > this.data.length) {
      const larger = new Int32Array(Math.max(this.top, 2 * start));
      larger.set(this.data.subarray(0, start));
      this.data = larger;
    }
    return start;
  }

  /** From now on the integers lie in that array, which is long enough. */
  moveTo(data: Int32Array<ArrayBuffer>): void {
    data.set(this.data.subarray(0, this.top));
    this.data = data;
  }
}

/** A column of integers in the arena: places `start` and on, good until it grows or is restored. */
export class HotColumn implements Column {
  length = 0;
  start: number;
  private capacity = FIRST_CAPACITY;
  private readonly arena: Arena;

  constructor(arena: Arena) {
    this.arena = arena;
    this.start = arena.take(FIRST_CAPACITY);
  }

  get(index: number): number {
    return this.arena.raw[this.start + index] as number;
  }

  set(index: number, value: number): void {
    this.arena.raw[this.start + index] = value;
  }

  add(index: number, value: number): void {
    const data = this.arena.raw;
    data[this.start + index] = (data[this.start + index] as number) + value;
  }

  push(value: number): number {
    this.extend(1, value);
    return this.length - 1;
  }

  extend(count: number, value: number): void {
    const end = this.length + count;
    if (end > this.capacity) this.move(Math.max(end, this.capacity * 2));
    this.arena.raw.fill(value, this.start + this.length, this.start + end);
    this.length = end;
  }

  save(): Int32Array {
    return this.arena.raw.slice(this.start, this.start + this.length);
  }

  restore(saved: SavedColumn): void {
    this.length = 0;
    if (saved.length > this.capacity) this.move(saved.length);
    this.arena.raw.set(saved, this.start);
    this.length = saved.length;
  }

  private move(capacity: number): void {
    const from = this.start;
    this.start = this.arena.take(capacity);
    this.capacity = capacity;
    this.arena.raw.copyWithin(this.start, from, from + this.length);
  }
}

export class DoubleColumn implements Column {
  length = 0;
  private data = new Float64Array(FIRST_CAPACITY);

  get(index: number): number {
    return this.data[index] as number;
  }

  set(index: number, value: number): void {
    this.data[index] = value;
  }

  add(index: number, value: number): void {
    this.data[index] = (this.data[index] as number) + value;
  }

  push(value: number): number {
    this.extend(1, value);
    return this.length - 1;
  }

  extend(count: number, value: number): void {
    const end = this.length + count;
    if (end > this.data.length) {
      const larger = new Float64Array(Math.max(end, this.data.length * 2));
      larger.set(this.data.subarray(0, this.length));
      this.data = larger;
    }
    this.data.fill(value, this.length, end);
    this.length = end;
  }

  save(): Float64Array {
    return this.data.slice(0, this.length);
  }

  restore(saved: SavedColumn): void {
    if (saved.length > this.data.length) this.data = new Float64Array(saved.length);
    this.data.set(saved);
    this.length = saved.length;
  }
}

const HIGH_WORD = 2 ** 32;

/** Bytes with little-endian words at any offset, as the modelled machine stores them. */
export class ByteColumn implements Column {
  length = 0;
  private data = new Uint8Array(FIRST_CAPACITY);
  private view = new DataView(this.data.buffer);

  /** The words behind the column, good until the column grows or is restored. */
  get rawView(): DataView {
    return this.view;
  }

  get(index: number): number {
    return this.data[index] as number;
  }

  set(index: number, value: number): void {
    this.data[index] = value;
  }

  fill(from: number, to: number, value: number): void {
    this.data.fill(value, from, to);
  }

  low(index: number): number {
    return this.view.getUint32(index, true);
  }

  high(index: number): number {
    return this.view.getUint32(index + 4, true);
  }

  /** Eight bytes as a number; exact below 2^53, which every address is. */
  word(index: number): number {
    return this.view.getUint32(index + 4, true) * HIGH_WORD + this.view.getUint32(index, true);
  }

  setWord(index: number, value: number): void {
    const high = Math.floor(value / HIGH_WORD);
    this.view.setUint32(index, value - high * HIGH_WORD, true);
    this.view.setUint32(index + 4, high, true);
  }

  setLow(index: number, value: number): void {
    this.view.setUint32(index, value, true);
  }

  /** New bytes are zero. */
  extend(count: number): void {
    const end = this.length + count;
    if (end > this.data.length) {
      const larger = new Uint8Array(Math.max(end, this.data.length * 2));
      larger.set(this.data.subarray(0, this.length));
      this.adopt(larger);
    } else {
      this.data.fill(0, this.length, end);
    }
    this.length = end;
  }

  save(): Uint8Array {
    return this.data.slice(0, this.length);
  }

  restore(saved: SavedColumn): void {
    if (saved.length > this.data.length) this.adopt(new Uint8Array(saved.length));
    this.data.set(saved);
    this.length = saved.length;
  }

  private adopt(data: Uint8Array<ArrayBuffer>): void {
    this.data = data;
    this.view = new DataView(data.buffer);
  }
}
