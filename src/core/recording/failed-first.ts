// Which call failed first: one word for what a replay met before anything else went wrong.
//
// In a program whose threads are never joined it is a race between pthread_create and a SuperSlab's mmap, and the order of
// threads decides it. One replay shows one order; counting orders says nothing about how often a real run meets either.

import { type FailureKind, failureKinds, type Recording } from "./recording.ts";

export const failedCalls = [
  "nothing",
  "pthread_create",
  "superslab_refill",
  "malloc",
  "free",
] as const;
export type FailedCall = (typeof failedCalls)[number];

export interface FailedFirst {
  readonly call: FailedCall;
  /** Event of the failure, -1 for nothing. */
  readonly event: number;
  /** Class of the refill, -1 otherwise. */
  readonly sizeClass: number;
  /** The failure in words; empty for nothing. */
  readonly text: string;
}

const callOf: Readonly<Record<FailureKind, FailedCall>> = {
  "thread-refused": "pthread_create",
  "refill-failed": "superslab_refill",
  fallback: "malloc",
  "null-returned": "malloc",
  "foreign-free": "free",
  corruption: "free",
  crash: "free",
};

export function failedFirst({ failures }: Recording): FailedFirst {
  if (failures.length === 0) return { call: "nothing", event: -1, sizeClass: -1, text: "" };
  const call = callOf[failureKinds[failures.kind[0] as number] as FailureKind];
  return {
    call,
    event: failures.event[0] as number,
    sizeClass: call === "superslab_refill" ? (failures.sizeClass[0] as number) : -1,
    text: failures.text[0] as string,
  };
}
