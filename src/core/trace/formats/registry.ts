// Every format that can be read, in the order in which they are asked whether a file is theirs.

import { csappRep } from "./csapp-rep.ts";
import { hakmemText } from "./hakmem-text.ts";
import { heaptrackInterpreted } from "./heaptrack-interpreted.ts";
import { heaptrackRaw } from "./heaptrack-raw.ts";
import { memoryReplay } from "./memory-replay.ts";
import { trc1 } from "./trc1.ts";

export const importers = [
  trc1,
  hakmemText,
  heaptrackRaw,
  heaptrackInterpreted,
  memoryReplay,
  csappRep,
] as const;
