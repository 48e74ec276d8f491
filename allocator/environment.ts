// The world the modelled process runs in: what Linux and libc give it, and when they stop giving.
//
// An environment is part of a replay's hypothesis and is the same for every policy that is compared. Nothing here is
// fitted to a wished result; each default names where it comes from.

import { type Bytes, KiB, MiB, TiB } from "./units.ts";

export interface Environment {
  /** One sentence a reader can disagree with; repeated in every verdict. */
  readonly hypothesis: string;
  /** Linux vm.max_map_count: mmap fails with ENOMEM when more mappings than this exist. */
  readonly mappingLimit: number;
  /**
   * Mappings of the program before its first allocation: its image, libraries, stack, vdso. 40 is what /proc/self/maps
   * of a small C++ program (larson is C++) shows on Debian 12; a C program has 24.
   */
  readonly initialMappings: number;
  /** Address space that mappings may take in all (RLIMIT_AS or the 47 bits of user space). */
  readonly addressSpaceBytes: Bytes;
  /** Stack that pthread_create maps for a thread, guard page included. */
  readonly threadStackBytes: Bytes;
  /** Are ended threads joined (their stack is unmapped), or left behind as larson does? */
  readonly threadsJoined: boolean;
  /**
   * SuperSlabs that one class head may hold while the policy has no chunk list; `undefined`: no such limit, each
   * thread maps SuperSlabs of its own (hakmem.md 3.7: what the reported counts point to). 1 is the reading of the
   * hand-off ("32 slabs per class"), under which all threads share the class's one SuperSlab.
   */
  readonly superSlabsPerClass: number | undefined;
  /** SuperSlabs that may be mapped at a time, whatever their class; `undefined`: no such limit. */
  readonly superSlabLimit: number | undefined;
  /** Which of the process's requests to mmap memory fail with ENOMEM, counted from 1: an injected failure. */
  readonly failMmaps: readonly number[];
}

/** Linux defaults on x86-64. */
export function defaultEnvironment(): Environment {
  return {
    hypothesis: "Linux defaults, threads neither joined nor detached",
    mappingLimit: 65_530,
    initialMappings: 40,
    addressSpaceBytes: 128 * TiB,
    threadStackBytes: 8 * MiB + 4 * KiB,
    threadsJoined: false,
    superSlabsPerClass: undefined,
    superSlabLimit: undefined,
    failMmaps: [],
  };
}
