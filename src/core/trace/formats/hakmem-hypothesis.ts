// The names and values by which our text format writes down a hypothesis: environment figures and switches.
//
// The lists are typed by the allocator's own interfaces, so a figure or reading added there must be named here.

import type { Environment } from "../../../../allocator/environment.ts";
import type { Switches, SwitchName } from "../../../../allocator/policy.ts";

type FigureName = Exclude<keyof Environment, "hypothesis">;
type Figure = Environment[FigureName];

type FigureKind = "number" | "number-or-none" | "numbers" | "boolean";

const figures: Readonly<Record<FigureName, FigureKind>> = {
  mappingLimit: "number",
  initialMappings: "number",
  addressSpaceBytes: "number",
  threadStackBytes: "number",
  threadsJoined: "boolean",
  superSlabsPerClass: "number-or-none",
  superSlabLimit: "number-or-none",
  failMmaps: "numbers",
};

const readings: { readonly [K in SwitchName]: readonly Switches[K][] } = {
  sizeMapping: ["size", "size+1"],
  prewarm: ["process", "thread", "off"],
  threadExit: ["leave", "flush", "adopt"],
  registryFull: ["unregistered", "refuse"],
  tinyLookup: ["header", "registry"],
  fallbackOrigin: ["F1", "F3"],
  fallbackFree: ["subtract", "pass-through"],
  allocHeaderWord: ["zero", "size", "mmapped-bit"],
  unknownFree: ["libc", "ignore"],
  gap: ["mmap", "libc"],
  callocDetour: ["off", "libc"],
  writes: ["none", "larson", "full"],
};

export type Parsed<T> = { readonly value: T } | { readonly expected: string };

/** One figure of the environment, as an object with that one entry. */
export function parseFigure(name: string, text: string): Parsed<Partial<Environment>> {
  if (!Object.hasOwn(figures, name)) {
    return { expected: `one of ${Object.keys(figures).join(", ")}` };
  }
  const kind = figures[name as FigureName];
  if (kind === "boolean") {
    if (text !== "true" && text !== "false") return { expected: "true or false" };
    return { value: { [name]: text === "true" } };
  }
  if (kind === "number-or-none" && text === "none") return { value: { [name]: undefined } };
  if (kind === "numbers") {
    if (text === "none") return { value: { [name]: [] } };
    if (!/^\d{1,9}(,\d{1,9})*$/.test(text))
      return { expected: "whole numbers with commas, or none" };
    return { value: { [name]: text.split(",").map(Number) } };
  }
  if (!/^\d{1,16}$/.test(text)) {
    return { expected: kind === "number" ? "a whole number" : "a whole number or none" };
  }
  return { value: { [name]: Number(text) } };
}

export function figureText(value: Figure): string {
  return value === undefined ? "none" : String(value) || "none";
}

/** One switch, as an object with that one entry. */
export function parseSwitch(name: string, reading: string): Parsed<Partial<Switches>> {
  if (!Object.hasOwn(readings, name)) {
    return { expected: `one of ${Object.keys(readings).join(", ")}` };
  }
  const allowed: readonly string[] = readings[name as SwitchName];
  if (!allowed.includes(reading)) return { expected: allowed.join(" or ") };
  return { value: { [name]: reading } };
}
