// What libc's free says to pointers that reach it, through every way a mixed allocation can take. All messages come out
// of glibc's checks on the words that lie there.

import { describe, expect, test } from "vitest";
import { outcomesOf } from "./script-runner.ts";

// One SuperSlab per class: its 32 slabs go to 32 thread lives, the 33rd falls back.
const EXHAUST_CLASS_4 = exhaust(100);

function exhaust(size: number): string {
  const lines = ["switch prewarm=off", "superslabs-per-class 1"];
  for (let thread = 1; thread <= 32; thread++) {
    lines.push(`t0 start t${thread}`, `t${thread} x${thread}=malloc ${size}`);
  }
  return `${lines.join("\n")}\n`;
}

/** The same for a second class. */
function exhaustMore(size: number): string {
  const lines = Array.from({ length: 32 }, (_, n) => `t${n + 1} y${n + 1}=malloc ${size}`);
  return `${lines.join("\n")}\n`;
}

/** Outcomes after the class ran out, and how the process ended. */
function checkFallback(switches: string, calls: string, size = 100): string {
  const header = switches
    .split(" ")
    .filter((text) => text !== "")
    .map((text) => `switch ${text}\n`)
    .join("");
  const { outcomes, died } = outcomesOf(`${header}${exhaust(size)}${calls}`);
  const after = outcomes.split(" ").slice(32).join(" ");
  return died === "" ? after : `${after}: ${died}`;
}

describe("a fallback block, freed", () => {
  test("M1: with its AllocHeader subtracted, libc takes it back", () => {
    expect(checkFallback("fallbackFree=subtract", "t0 a=malloc 100\nt0 free a")).toBe(
      "Fallback ToLibc",
    );
  });

  test("M2, word 0: size 0 makes chunk + size wrap around", () => {
    expect(checkFallback("", "t0 a=malloc 100\nt0 free a")).toBe(
      "Fallback Crashed: 134 free(): invalid pointer",
    );
  });

  test("M2, word 100: bit 2 sends libc to an arena that is not mapped", () => {
    expect(checkFallback("allocHeaderWord=size", "t0 a=malloc 100\nt0 free a")).toBe(
      "Fallback Crashed: 139",
    );
  });

  test("M2, word 128: accepted in silence", () => {
    expect(checkFallback("allocHeaderWord=size", "t0 a=malloc 128\nt0 free a", 128)).toBe(
      "Fallback Corrupted",
    );
  });

  test("M2, word 128: the chunk is handed out again, inside the block that libc still counts", () => {
    // 104 bytes and an AllocHeader need a chunk of 128, which is what the word claimed.
    const calls = "t0 a=malloc 128\nt0 free a\nt0 b=malloc 104";
    const classes = `${exhaust(128)}${exhaustMore(100)}`;
    const { runner } = outcomesOf(`switch allocHeaderWord=size\n${classes}${calls}`);
    expect(runner.address("b") - runner.address("a")).toBe(16);
  });

  test("M2, bit 1: libc takes the block for a mapping of its own", () => {
    expect(checkFallback("allocHeaderWord=mmapped-bit", "t0 a=malloc 100\nt0 free a")).toBe(
      "Fallback Crashed: 134 munmap_chunk(): invalid pointer",
    );
  });

  test("M3: a plain libc block finds its way home as an unknown pointer", () => {
    const calls = "t0 a=malloc 100\nt0 free a\nt0 b=malloc 100";
    expect(checkFallback("fallbackOrigin=F3", calls)).toBe("Fallback ToLibc Fallback");
  });

  test("M3 twice: libc's own double free test", () => {
    const calls = "t0 a=malloc 100\nt0 free a\nt0 free a";
    expect(checkFallback("fallbackOrigin=F3", calls)).toBe(
      "Fallback ToLibc Crashed: 134 free(): double free detected in tcache 2",
    );
  });

  test("nobody's pointer can also be ignored", () => {
    expect(
      checkFallback("fallbackOrigin=F3 unknownFree=ignore", "t0 a=malloc 100\nt0 free a"),
    ).toBe("Fallback Ignored");
  });

  test("an interior pointer has no chunk size before it", () => {
    expect(checkFallback("fallbackOrigin=F3", "t0 a=malloc 100\nt0 free a+32")).toBe(
      "Fallback Crashed: 134 free(): invalid pointer",
    );
    expect(checkFallback("fallbackOrigin=F3 writes=full", "t0 a=malloc 100\nt0 free a+32")).toBe(
      "Fallback Crashed: 134 munmap_chunk(): invalid pointer",
    );
  });

  test("libc takes chunks back beyond its tcache and coalesces them", () => {
    const names = Array.from({ length: 20 }, (_, n) => `f${n}`);
    const calls = [
      ...names.map((name) => `t0 ${name}=malloc 200`),
      ...names.filter((_, n) => n % 2 === 0).map((name) => `t0 free ${name}`),
      ...names.filter((_, n) => n % 2 === 1).map((name) => `t0 free ${name}`),
      ...names.map((name) => `t0 ${name}=malloc 200`),
    ].join("\n");
    const told = checkFallback("fallbackFree=subtract", calls, 200);
    expect(told.split(" ").filter((name) => name === "Fallback")).toHaveLength(40);
    expect(told.split(" ").filter((name) => name === "ToLibc")).toHaveLength(20);
  });

  test("without fallback there is nothing to confuse", () => {
    const { outcomes, died } = outcomesOf(
      `policy no-fallback\n${EXHAUST_CLASS_4}t0 a=malloc 100\nt0 free a`,
    );
    expect(outcomes.split(" ").slice(32).join(" ")).toBe("Null FreeNull");
    expect(died).toBe("");
  });
});

describe("M4: a Tiny block whose SuperSlab the registry does not know", () => {
  // The registry holds 4,096 SuperSlabs; every life maps one of class 4.
  const lives = Array.from(
    { length: 4097 },
    (_, n) => `t0 start t${n + 1}\nt${n + 1} a=malloc 100`,
  ).join("\n");

  test("reaches libc, which finds the pointer misaligned", () => {
    const { outcomes, died } = unchecked(
      `switch prewarm=off\nswitch tinyLookup=registry\n${lives}\nt0 free a`,
    );
    expect(outcomes.at(-1)).toBe("Crashed");
    expect(died).toBe("134 free(): invalid pointer");
  });

  test("is cached all the same when the header byte is asked", () => {
    const { outcomes, died } = unchecked(`switch prewarm=off\n${lives}\nt0 free a`);
    expect(outcomes.at(-1)).toBe("Cached");
    expect(died).toBe("");
  });
});

function unchecked(text: string): { outcomes: string[]; died: string } {
  const { outcomes, died } = outcomesOf(text, { audit: false });
  return { outcomes: outcomes.split(" "), died };
}
