// A typed array that grows: the builder half of every table. The only file besides the heap's own that indexes raw.
//
// `finish` hands out the exact-length array; afterwards the column must not be pushed to.

type Numbers = Uint8Array | Int32Array | Uint32Array | Float64Array;

export class GrowingColumn<T extends Numbers> {
  length = 0;
  private data: T;
  private readonly make: (length: number) => T;

  constructor(make: (length: number) => T, capacity = 1024) {
    this.make = make;
    this.data = make(capacity);
  }

  push(value: number): void {
    if (this.length === this.data.length) {
      const larger = this.make(this.length * 2);
      larger.set(this.data);
      this.data = larger;
    }
    this.data[this.length++] = value;
  }

  get(index: number): number {
    return this.data[index] as number;
  }

  set(index: number, value: number): void {
    this.data[index] = value;
  }

  finish(): T {
    return this.data.slice(0, this.length) as T;
  }
}
