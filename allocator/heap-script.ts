// Heap scripts: the text form of a sequence of allocator calls, one a line, and how to run them.
//
//   t0 a=malloc 24          a name is bound to the address; freeing does not unbind it
//   t0 a=calloc 3 8         also: a=aligned 64 100, b=realloc a 200
//   t1 free a               also: free a+16, free null
//   t0 start t1
//   t1 end
//   t0 trim                 hak_tiny_trim
//   each i 1..62            the indented lines below, once for every i; {i} and {i-1} stand for the numbers
//     t0 b{i}=malloc 1000
//
// Printing a parsed command gives its line back. A line that is none of these throws: scripts are ours.

import type { Allocator } from "./allocator.ts";
import { type Address, address, threadId } from "./units.ts";

interface Named {
  readonly thread: number;
  readonly name: string;
}

export type Command =
  | (Named & { readonly kind: "malloc"; readonly size: number })
  /** `first`: calloc's count, aligned's alignment. */
  | (Named & { readonly kind: "calloc" | "aligned"; readonly first: number; readonly size: number })
  | (Named & { readonly kind: "realloc"; readonly old: string; readonly size: number })
  | (Named & { readonly kind: "free"; readonly offset: number })
  | { readonly kind: "start"; readonly thread: number; readonly child: number }
  | { readonly kind: "end" | "trim"; readonly thread: number };

/** Lines that stand together: one line played once, or an `each` and its lines. */
export interface Passage {
  /** The `each` line, if there is one. */
  readonly heading: string | undefined;
  readonly lines: readonly string[];
  /** Commands of the lines, once per round. */
  readonly rounds: readonly (readonly Command[])[];
}

/** Addresses by name, as a program's variables. */
export type Names = Map<string, number>;

export function parsePassages(text: string): readonly Passage[] {
  const passages: Passage[] = [];
  const rows = text.split("\n").filter((row) => row.trim() !== "");
  for (let at = 0; at < rows.length; ) {
    const row = rows[at++] as string;
    const each = /^each (\w+) (\d+)\.\.(\d+)$/.exec(row.trim());
    if (each === null) {
      const line = row.trim();
      passages.push({ heading: undefined, lines: [line], rounds: [[parseCommand(line)]] });
      continue;
    }
    const lines: string[] = [];
    while (rows[at]?.startsWith("  ") === true) lines.push((rows[at++] as string).trim());
    const [, variable = "", first, last] = each;
    const rounds: Command[][] = [];
    for (let n = Number(first); n <= Number(last); n++) {
      rounds.push(lines.map((line) => parseCommand(withNumber(line, variable, n))));
    }
    passages.push({ heading: row.trim(), lines, rounds });
  }
  return passages;
}

export function parseCommand(line: string): Command {
  const [who = "", verb = "", ...rest] = line.split(/\s+/);
  const thread = threadNumber(who, line);
  const [left = "", right] = verb.split("=");
  if (right === undefined) {
    if (left === "end" || left === "trim") return { kind: left, thread };
    if (left === "start") {
      return { kind: "start", thread, child: threadNumber(rest[0] ?? "", line) };
    }
    if (left !== "free") throw new Error(`heap script: ${line}`);
    const [name = "", offset = "0"] = (rest[0] ?? "").split("+");
    return { kind: "free", thread, name, offset: Number(offset) };
  }
  const [first = 0, second = 0] = rest.map(Number);
  switch (right) {
    case "malloc":
      return { kind: "malloc", thread, name: left, size: first };
    case "calloc":
    case "aligned":
      return { kind: right, thread, name: left, first, size: second };
    case "realloc":
      return { kind: "realloc", thread, name: left, old: rest[0] ?? "", size: second };
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

export function runCommand(allocator: Allocator, names: Names, command: Command): void {
  const thread = threadId(command.thread);
  switch (command.kind) {
    case "malloc":
      names.set(command.name, allocator.malloc(thread, command.size));
      break;
    case "calloc":
      names.set(command.name, allocator.calloc(thread, command.first, command.size));
      break;
    case "aligned":
      names.set(command.name, allocator.aligned(thread, command.first, command.size));
      break;
    case "realloc": {
      const moved = allocator.realloc(thread, addressOf(names, command.old), command.size);
      if (moved !== 0 || command.size === 0) names.set(command.name, moved);
      break;
    }
    case "free":
      allocator.free(thread, address(addressOf(names, command.name) + command.offset));
      break;
    case "start":
      allocator.startThread(thread, threadId(command.child));
      break;
    case "end":
      allocator.endThread(thread);
      break;
    case "trim":
      allocator.trim();
      break;
  }
}

/** Does the command answer something, so that its outcome is worth telling? */
export function isCall(command: Command): boolean {
  return command.kind !== "start" && command.kind !== "end" && command.kind !== "trim";
}

/** NULL for `null` and for a name that nothing was bound to. */
export function addressOf(names: Names, name: string): Address {
  return address(name === "null" ? 0 : (names.get(name) ?? 0));
}

function withNumber(line: string, variable: string, n: number): string {
  return line.replaceAll(`{${variable}}`, String(n)).replaceAll(`{${variable}-1}`, String(n - 1));
}

function threadNumber(word: string, line: string): number {
  if (!/^t\d+$/.test(word)) throw new Error(`heap script: ${line}`);
  return Number(word.slice(1));
}
