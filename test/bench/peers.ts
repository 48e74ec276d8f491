// The allocators over a buffer that the bench compares with, one row each: how a heap of one is opened, and the package it
// comes from. Whatever allocates inside an ArrayBuffer belongs in this table and nowhere else.
//
// Opening answers a heap with room for `bytes` of live blocks. What only grows is not told.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createSharedHeap } from "../../allocator/index.ts";

export interface Heap {
  /** Address of a block, 0 when there is no room. */
  malloc(size: number): number;
  free(address: number): void;
  /** Writes one byte of a block. */
  touch(address: number): void;
  /** Ends all blocks; `live` are their addresses. */
  clear(live: readonly number[]): void;
}

export interface Peer {
  readonly name: string;
  /** npm package that has to be installed; none for our own. */
  readonly package?: string;
  /** `folder` has the node_modules that peers come from. */
  open(bytes: number, folder: string): Promise<Heap>;
}

/** Blocks have headers, are rounded up and leave gaps. */
const ROOM_PER_BYTE = 2;
const PAGE_BYTES = 2 ** 16;
/** A slab for each size class, and tables. */
const FIXED_PAGES = 64;

export const peers: readonly Peer[] = [
  { name: "this project's malloc over a buffer", open: openOwn },
  { name: "@thi.ng/malloc", package: "@thi.ng/malloc", open: openThing },
  { name: "dlmalloc of sql.js (WebAssembly)", package: "sql.js", open: openSqlJs },
];

async function openOwn(bytes: number): Promise<Heap> {
  const size = PAGE_BYTES * Math.ceil((ROOM_PER_BYTE * bytes) / PAGE_BYTES + FIXED_PAGES);
  const heap = createSharedHeap(new ArrayBuffer(size));
  const view = new Uint8Array(heap.buffer);
  return {
    malloc: (size) => heap.malloc(size),
    free: (address) => heap.free(address),
    touch: (address) => {
      view[address] = 1;
    },
    clear: (live) => {
      for (const address of live) heap.free(address);
    },
  };
}

interface MemPool {
  malloc(size: number): number;
  free(address: number): boolean;
  freeAll(): void;
}

async function openThing(bytes: number, folder: string): Promise<Heap> {
  const path = createRequire(join(folder, "package.json")).resolve("@thi.ng/malloc");
  const { MemPool } = (await import(pathToFileURL(path).href)) as {
    MemPool: new (options: { buf: ArrayBuffer }) => MemPool;
  };
  const buf = new ArrayBuffer(PAGE_BYTES * Math.ceil((ROOM_PER_BYTE * bytes) / PAGE_BYTES + 1));
  const pool = new MemPool({ buf });
  const view = new Uint8Array(buf);
  return {
    malloc: (size) => pool.malloc(size),
    free: (address) => {
      pool.free(address);
    },
    touch: (address) => {
      view[address] = 1;
    },
    clear: () => pool.freeAll(),
  };
}

interface SqlJs {
  _malloc(size: number): number;
  _free(address: number): void;
}

/** SQLite's C library for the browser exports the malloc it was linked with; its memory is seen while it is born. */
async function openSqlJs(_bytes: number, folder: string): Promise<Heap> {
  const require = createRequire(join(folder, "package.json"));
  const path = require.resolve("sql.js");
  const code = await readFile(path.replace(/\.js$/, ".wasm"));
  let memory: WebAssembly.Memory | undefined;
  const open = require("sql.js") as (options: object) => Promise<SqlJs>;
  const module = await open({
    instantiateWasm(
      imports: WebAssembly.Imports,
      born: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ): object {
      void WebAssembly.instantiate(code, imports).then(({ instance, module }) => {
        memory = Object.values(instance.exports).find((part) => part instanceof WebAssembly.Memory);
        born(instance, module);
      });
      return {};
    },
  });
  if (memory === undefined) throw new Error("sql.js exports no memory");
  const { buffer } = memory;
  let view = new Uint8Array(buffer);
  const grown = memory;
  return {
    malloc(size) {
      const address = module._malloc(size);
      if (view.length === 0) view = new Uint8Array(grown.buffer); // growing detached it
      return address;
    },
    free: (address) => module._free(address),
    touch: (address) => {
      view[address] = 1;
    },
    clear: (live) => {
      for (const address of live) module._free(address);
    },
  };
}
