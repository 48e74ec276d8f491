// Heap scripts: the text form of a sequence of allocator calls, shared by life stories, regressions and properties.
//
//   policy no-fallback            settings come first, one a line
//   switch sizeMapping=size
//   mappings 60                   Environment.mappingLimit; also: superslabs-per-class 1, superslab-limit 3, joined,
//                                 cache 2, batch 1; fail-mmap 7, once for each request that is refused; storage bytes
//   t0 a=malloc 24                a name is bound to the address; freeing does not unbind it
//   t0 a=calloc 3 8               also: a=aligned 64 100, b=realloc a 200
//   t1 free a                     also: free a+16, free null, free 0x7ff612345678
//   t0 start t1
//   t1 end
//   t0 trim
//
// Printing a parsed command gives its line back.

import {
  defaultEnvironment,
  type Environment,
  findPolicy,
  type Policy,
  type Switches,
  withSwitches,
} from "../../allocator/index.ts";

export type Command =
  | {
      readonly kind: "malloc";
      readonly thread: number;
      readonly name: string;
      readonly size: number;
    }
  | {
      readonly kind: "calloc" | "aligned";
      readonly thread: number;
      readonly name: string;
      /** calloc: count; aligned: alignment. */
      readonly first: number;
      readonly size: number;
    }
  | {
      readonly kind: "realloc";
      readonly thread: number;
      readonly name: string;
      readonly old: string;
      readonly size: number;
    }
  | {
      readonly kind: "free";
      readonly thread: number;
      readonly name: string;
      readonly offset: number;
    }
  | { readonly kind: "start"; readonly thread: number; readonly child: number }
  | { readonly kind: "end" | "trim"; readonly thread: number };

export interface HeapScript {
  readonly policy: Policy;
  readonly environment: Environment;
  readonly storage?: "bytes";
  readonly commands: readonly Command[];
}

export function parseScript(text: string): HeapScript {
  let policy = policyNamed("seed");
  let environment = defaultEnvironment();
  let storage: Pick<HeapScript, "storage"> = {};
  const commands: Command[] = [];
  for (const raw of text.split("\n")) {
    const line = raw.replace(/#.*/, "").trim();
    if (line === "") continue;
    const [word = "", value = ""] = line.split(/\s+/);
    if (word === "policy") policy = policyNamed(value);
    else if (word === "switch") policy = withSwitches(policy, switchFrom(value));
    else if (word === "mappings") environment = { ...environment, mappingLimit: Number(value) };
    else if (word === "superslabs-per-class") {
      environment = { ...environment, superSlabsPerClass: Number(value) };
    } else if (word === "superslab-limit") {
      environment = { ...environment, superSlabLimit: Number(value) };
    } else if (word === "fail-mmap") {
      environment = { ...environment, failMmaps: [...environment.failMmaps, Number(value)] };
    } else if (word === "storage") storage = { storage: "bytes" };
    else if (word === "cache") policy = withCache(policy, { capacity: Number(value) });
    else if (word === "batch") policy = withCache(policy, { refillBatch: Number(value) });
    else if (word === "joined") environment = { ...environment, threadsJoined: true };
    else commands.push(parseCommand(line));
  }
  return { policy, environment, ...storage, commands };
}

export function parseCommand(line: string): Command {
  const [who = "", verb = "", ...rest] = line.split(/\s+/);
  const thread = threadNumber(who, line);
  const [left = "", right] = verb.split("=");
  if (right === undefined) {
    if (left === "end" || left === "trim") return { kind: left, thread };
    if (left === "start")
      return { kind: "start", thread, child: threadNumber(rest[0] ?? "", line) };
    if (left !== "free") throw new Error(`heap script: ${line}`);
    const [name = "", offset = "0"] = (rest[0] ?? "").split("+");
    return { kind: "free", thread, name, offset: Number(offset) };
  }
  const numbers = rest.map(Number);
  switch (right) {
    case "malloc":
      return { kind: "malloc", thread, name: left, size: numbers[0] as number };
    case "calloc":
    case "aligned":
      return {
        kind: right,
        thread,
        name: left,
        first: numbers[0] as number,
        size: numbers[1] as number,
      };
    case "realloc":
      return {
        kind: "realloc",
        thread,
        name: left,
        old: rest[0] ?? "",
        size: numbers[1] as number,
      };
    default:
      throw new Error(`heap script: ${line}`);
  }
}

export function printCommand(command: Command): string {
  const who = `t${command.thread}`;
  switch (command.kind) {
    case "malloc":
      return `${who} ${command.name}=malloc ${command.size}`;
    case "calloc":
    case "aligned":
      return `${who} ${command.name}=${command.kind} ${command.first} ${command.size}`;
    case "realloc":
      return `${who} ${command.name}=realloc ${command.old} ${command.size}`;
    case "free":
      return `${who} free ${command.name}${command.offset === 0 ? "" : `+${command.offset}`}`;
    case "start":
      return `${who} start t${command.child}`;
    case "end":
    case "trim":
      return `${who} ${command.kind}`;
  }
}

function threadNumber(word: string, line: string): number {
  if (!/^t\d+$/.test(word)) throw new Error(`heap script: ${line}`);
  return Number(word.slice(1));
}

function policyNamed(name: string): Policy {
  const policy = findPolicy(name);
  if (policy === undefined) throw new Error(`heap script: no policy ${name}`);
  return policy;
}

export function withCache(policy: Policy, changes: Partial<Policy["cache"]>): Policy {
  return { ...policy, cache: { ...policy.cache, ...changes } };
}

function switchFrom(text: string): Partial<Switches> {
  const [name = "", value = ""] = text.split("=");
  return { [name]: value } as Partial<Switches>;
}
