// Each kind of failure has its words and at most one button, and names what it happened to.

import { expect, test } from "vitest";
import { CancelledError } from "../../src/core/base/cancelled.ts";
import { RemoteError } from "../../src/core/protocol/index.ts";
import {
  presentError,
  TraceTooLargeError,
  UnknownPolicyError,
  UnreadablePolicyError,
} from "../../src/host/present-error.ts";

const replaying = { task: "replay", subject: "a.rep" };
const named = (name: string, message: string) => new RemoteError({ name, message });
const coded = (code: string) => Object.assign(new Error("x"), { code });

test.each([
  [
    "ChannelClosedError",
    named("ChannelClosedError", "the replay worker ended"),
    "Retry",
    /ended.*new worker/,
  ],
  [
    "UnreadableTraceError",
    named("UnreadableTraceError", "a.rep: no header"),
    "Reload",
    /^a\.rep cannot be read as a trace: no header\.$/,
  ],
  [
    "UnreadableTraceError that ends in a question",
    named("UnreadableTraceError", "found an empty file. Was the program killed?"),
    "Reload",
    /killed\?$/,
  ],
  [
    "InvariantError",
    named("InvariantError", "two owners"),
    "Show Log",
    /two owners.*defect of Hakmem/,
  ],
  ["BadRequestError", named("BadRequestError", "heap is no object"), "Show Log", /unexpected/],
  ["UnknownPolicyError", new UnknownPolicyError("x", ["seed"]), "Show Log", /"x"; known: seed/],
  [
    "TraceTooLargeError",
    new TraceTooLargeError(3 * 2 ** 20, 2 ** 20),
    "Show Log",
    /3\.0 MiB, the limit is 1\.0 MiB/,
  ],
  [
    "UnusablePolicyError",
    named("UnusablePolicyError", "m.json is no policy:\n  $.a: 1\n  $.b: 2\n  $.c: 3\n  $.d: 4"),
    "Retry",
    /: m\.json is no policy: \$\.a: 1; \$\.b: 2; \$\.c: 3 \(and 1 more\)\. Correct the file/,
  ],
  [
    "UnreadablePolicyError",
    new UnreadablePolicyError("m.json"),
    "Retry",
    /: the policy file m\.json cannot be read\. Was it moved or deleted\?$/,
  ],
  ["a missing file", coded("FileNotFound"), "Reload", /no such file/],
  [
    "a missing file, told by a worker",
    named("Error", "ENOENT: no such file, open '/a'"),
    "Reload",
    /no such file/,
  ],
  ["a forbidden file", coded("EACCES"), "Reload", /not permitted/],
  ["a folder", coded("EISDIR"), "Show Log", /is a folder/],
  ["cancelling", new CancelledError(), "Retry", /cancelled/],
  ["anything else", named("Error", "Something odd."), "Retry", /: Something odd\.$/],
  ["no error at all", "odd", "Retry", /: odd\.$/],
])("%s", (_, error, button, message) => {
  const presented = presentError(error, replaying);
  expect(presented.button).toBe(button);
  expect(presented.message).toMatch(message);
  expect(presented.message).toContain("a.rep");
});
