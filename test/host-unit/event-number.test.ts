// Event numbers as people type and paste them.

import { expect, test } from "vitest";
import { parseEvent } from "../../src/host/event-number.ts";

test.each([
  ["0", 0],
  ["-1", -1],
  [" 19659150 ", 19_659_150],
  ["19,659,150", 19_659_150],
  ["19,65", undefined],
  ["1e3", undefined],
  ["-2", undefined],
  ["", undefined],
])("%j is event %s", (text, event) => expect(parseEvent(text)).toBe(event));
