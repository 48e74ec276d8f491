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
  private readonly columns: Column[] = [];

  ints(): IntColumn {
    return this.keep(new IntColumn());
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

export class IntColumn implements Column {
  length = 0;
  private data = new Int32Array(FIRST_CAPACITY);

  /** The array behind the column, good until the column grows or is restored. */
  get raw(): Int32Array {
    return this.data;
  }

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
