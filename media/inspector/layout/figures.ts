// Numbers as text, the same on every machine: no locale, binary units, commas between thousands.
//
// Event numbers are grouped like amounts, as verdict sentences do; "Go to Event…" takes them either way.

const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${Number(value.toFixed(digits))} ${units[unit]}`;
}

export function countText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** "event 19,659,150". */
export function eventText(event: number): string {
  return `event ${countText(event)}`;
}

/** "1 block", "2 blocks". */
export function amountText(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? "" : "s"}`;
}

export function addressText(address: number): string {
  return `0x${address.toString(16)}`;
}

/** Said instead of a number that the trace cannot support; not the same as zero. */
export const WITHHELD = "withheld";

/** -1 is nobody: an abandoned slab. */
export function threadText(thread: number | undefined): string {
  if (thread === undefined) return WITHHELD;
  return thread < 0 ? "none" : `T${thread}`;
}

/** The class at the head of a SuperSlab; with a shared pool its slabs have classes of their own. */
export function superSlabClassText(sizeClass: number, blockSizes: readonly number[]): string {
  return sizeClass < 0 ? MIXED_CLASSES : classText(sizeClass, blockSizes);
}

const MIXED_CLASSES = "mixed classes";

export function classText(sizeClass: number, blockSizes: readonly number[]): string {
  if (sizeClass < 0) return "none";
  const size = blockSizes[sizeClass];
  return size === undefined ? `C${sizeClass}` : `C${sizeClass} · ${bytesText(size)}`;
}
