// Every format that can be read, in the order in which they are asked whether a text is theirs.

import { csappRep } from "./csapp-rep.ts";
import { hakmemText } from "./hakmem-text.ts";
import { heaptrackInterpreted } from "./heaptrack-interpreted.ts";
import { heaptrackRaw } from "./heaptrack-raw.ts";
import { memoryReplay } from "./memory-replay.ts";

export const importers = [
  hakmemText,
  heaptrackRaw,
  heaptrackInterpreted,
  memoryReplay,
  csappRep,
] as const;
