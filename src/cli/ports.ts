// What the engine needs from a process: files, pauses, cancellation.

import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { WorkControl } from "../core/base/cancelled.ts";
import type { TraceSource } from "../core/protocol/index.ts";
import type { EnginePorts } from "../worker/engine.ts";
import { pause } from "../worker/thread-port.ts";
import type { Console } from "./console.ts";

export function commandPorts(console: Console): { ports: EnginePorts; control: WorkControl } {
  return {
    ports: { readFile, pause },
    control: { signal: console.signal, progress: () => {}, pause },
  };
}

export function fileSource(path: string): TraceSource {
  return { kind: "file", path, name: basename(path) };
}
