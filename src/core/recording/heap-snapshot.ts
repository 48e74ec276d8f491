// The heap after event n, cut to the SuperSlabs a view asked for.
//
// Its rows are the mapped SuperSlabs in order of creation. Those given back by then are counted, and listed apart for
// whoever asks; so a SuperSlab's number is not its row, and a view that knows only a number asks for the row.
//
// Plain columns, so that a slice crosses a message boundary as it is. `live` counts the program's blocks; `used` is the
// slab's own counter, which in E4 also counts blocks that lie in thread caches: the two differ by design.

export interface SlabColumns {
  readonly length: number;
  /** Row in the SuperSlab columns of the same slice. */
  readonly superSlab: Int32Array;
  readonly index: Uint8Array;
  readonly sizeClass: Int32Array;
  /** Thread life that may allocate from it, -1 none. */
  readonly owner: Int32Array;
  readonly capacity: Int32Array;
  readonly carved: Int32Array;
  readonly used: Int32Array;
  readonly live: Int32Array;
  readonly cached: Int32Array;
  readonly freeListed: Int32Array;
  readonly remoteQueued: Int32Array;
}

export interface SuperSlabColumns {
  readonly length: number;
  /** Number in order of creation. */
  readonly id: Int32Array;
  readonly base: Float64Array;
  /** -1: its slabs have classes of their own. */
  readonly sizeClass: Int32Array;
  /** A set bit: slab in use. */
  readonly bitmap: Uint32Array;
  /** Event that created it. */
  readonly createdAt: Int32Array;
  /** Has a registry slot: lookup by address finds it. */
  readonly registered: Uint8Array;
}

/** SuperSlabs given back, to Linux or to the cache of SuperSlabs. */
export interface ReleasedColumns {
  readonly length: number;
  readonly id: Int32Array;
  readonly base: Float64Array;
}

export interface LibcColumns {
  readonly length: number;
  readonly address: Float64Array;
  readonly requested: Float64Array;
  readonly thread: Int32Array;
  readonly allocatedAt: Int32Array;
}

export interface HeapSnapshot {
  readonly event: number;
  /** Mapped now. */
  readonly superSlabCount: number;
  /** Given back so far; with those mapped, all that were ever created. */
  readonly releasedCount: number;
  readonly libcCount: number;
  /** Row of the SuperSlab that the range sought; -1: none was sought, or it is not mapped now. */
  readonly soughtRow: number;
  readonly mappings: number;
  readonly liveBytes: number;
  readonly committedBytes: number;
  readonly superSlabs: SuperSlabColumns;
  readonly slabs: SlabColumns;
  readonly released: ReleasedColumns;
  readonly libc: LibcColumns;
}

/** Which part of a snapshot a view wants. */
export interface HeapRange {
  readonly firstSuperSlab: number;
  readonly superSlabCount: number;
  readonly firstReleased: number;
  readonly releasedCount: number;
  readonly firstLibc: number;
  readonly libcCount: number;
  /** Number of a SuperSlab whose row the view wants to know; -1 none. */
  readonly soughtSuperSlab: number;
}
