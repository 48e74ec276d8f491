// What the page remembers when it is closed: where the cursor was and how the heap was shown.
//
// Read back as unknown data: an older or damaged state gives the defaults, never an error. The cursor belongs to one
// trace name; a page restored on another trace starts at that trace's verdict.

export type Tab = "map" | "table";
export type ColourBy = "class" | "owner";

export interface SavedView {
  readonly traceName: string | undefined;
  readonly cursor: number | undefined;
  readonly tab: Tab;
  readonly colourBy: ColourBy;
}

export function parseSavedView(kept: unknown): SavedView {
  const fields = (typeof kept === "object" && kept !== null ? kept : {}) as Record<string, unknown>;
  const cursor = fields["cursor"];
  const traceName = fields["traceName"];
  return {
    traceName: typeof traceName === "string" ? traceName : undefined,
    cursor: Number.isInteger(cursor) ? (cursor as number) : undefined,
    tab: fields["tab"] === "table" ? "table" : "map",
    colourBy: fields["colourBy"] === "owner" ? "owner" : "class",
  };
}
