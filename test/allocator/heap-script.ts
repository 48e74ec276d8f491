// Heap scripts with settings in front, shared by life stories, regressions and properties.
//
//   policy no-fallback            settings come first, one a line
//   switch sizeMapping=size
//   layers E6                     the layers above Tiny, a row of layersOf
//   mappings 60                   Environment.mappingLimit; also: superslabs-per-class 1, joined, cache 2, batch 1
//   t0 a=malloc 24                calls, as allocator/heap-script.ts has them

import { type Command, parseCommand } from "../../allocator/heap-script.ts";
import {
  defaultEnvironment,
  type Environment,
  findPolicy,
  type LayerPolicy,
  layersOf,
  type Policy,
  type Switches,
  withSwitches,
} from "../../allocator/index.ts";

export { type Command, parseCommand, printCommand } from "../../allocator/heap-script.ts";

export interface HeapScript {
  readonly policy: Policy;
  readonly environment: Environment;
  readonly commands: readonly Command[];
}

export function parseScript(text: string): HeapScript {
  let policy = policyNamed("seed");
  let environment = defaultEnvironment();
  const commands: Command[] = [];
  for (const raw of text.split("\n")) {
    const line = raw.replace(/#.*/, "").trim();
    if (line === "") continue;
    const [word = "", value = ""] = line.split(/\s+/);
    if (word === "policy") policy = policyNamed(value);
    else if (word === "switch") policy = withSwitches(policy, switchFrom(value));
    else if (word === "layers") policy = { ...policy, layers: layersNamed(value) };
    else if (word === "mappings") environment = { ...environment, mappingLimit: Number(value) };
    else if (word === "superslabs-per-class") {
      environment = { ...environment, superSlabsPerClass: Number(value) };
    } else if (word === "cache") policy = withCache(policy, { capacity: Number(value) });
    else if (word === "batch") policy = withCache(policy, { refillBatch: Number(value) });
    else if (word === "joined") environment = { ...environment, threadsJoined: true };
    else commands.push(parseCommand(line));
  }
  return { policy, environment, commands };
}

function policyNamed(name: string): Policy {
  const policy = findPolicy(name);
  if (policy === undefined) throw new Error(`heap script: no policy ${name}`);
  return policy;
}

export function withCache(policy: Policy, changes: Partial<Policy["cache"]>): Policy {
  return { ...policy, cache: { ...policy.cache, ...changes } };
}

function layersNamed(name: string): LayerPolicy {
  const found = Object.entries(layersOf).find(([row]) => row === name);
  if (found === undefined) throw new Error(`heap script: no layers ${name}`);
  return found[1];
}

function switchFrom(text: string): Partial<Switches> {
  const [name = "", value = ""] = text.split("=");
  return { [name]: value } as Partial<Switches>;
}
