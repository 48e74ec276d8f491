// Notes of the host, checked before they are believed: a note of the wrong shape is dropped.

import type { InspectorState } from "../../src/core/protocol/index.ts";

export function parseState(raw: unknown): InspectorState | undefined {
  const fields = asObject(raw);
  switch (fields?.["kind"]) {
    case "working":
      return typeof fields["task"] === "string" &&
        typeof fields["done"] === "number" &&
        typeof fields["total"] === "number"
        ? (raw as InspectorState)
        : undefined;
    case "failed":
      return typeof fields["message"] === "string" ? (raw as InspectorState) : undefined;
    case "ready":
      return asObject(fields["trace"]) !== undefined &&
        asObject(fields["recording"]) !== undefined &&
        Array.isArray(fields["policies"])
        ? (raw as InspectorState)
        : undefined;
    default:
      return undefined;
  }
}

export function parseGoTo(raw: unknown): number | undefined {
  const event = asObject(raw)?.["event"];
  return Number.isInteger(event) ? (event as number) : undefined;
}

function asObject(raw: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof raw === "object" && raw !== null ? (raw as Record<string, unknown>) : undefined;
}
