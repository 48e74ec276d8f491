// Which rows of a long list are on the screen. Rows have one height, so this is arithmetic and never a measurement.
//
// Browsers cap the height of an element at about 33 million pixels, less than the 1.5 million slab rows of a large heap
// need. Above SPACER_LIMIT the scroll bar therefore covers the list in larger steps; row positions stay exact.

export const SPACER_LIMIT = 16_000_000;

export interface RowList {
  readonly rowCount: number;
  readonly rowHeight: number;
  /** Height of what can be seen, in pixels. */
  readonly viewport: number;
}

export interface RowWindow {
  readonly first: number;
  readonly count: number;
  /** Top of row `first` relative to the top of what can be seen; zero or negative. */
  readonly offset: number;
}

/** Height of the element that gives the scroll bar its length. */
export function spacerHeight(list: RowList): number {
  return Math.min(SPACER_LIMIT, list.rowCount * list.rowHeight);
}

export function rowWindow(list: RowList, scrollTop: number): RowWindow {
  const top = Math.max(0, Math.min(maxTop(list), scrollTop * scrollScale(list)));
  const first = Math.floor(top / list.rowHeight);
  const last = Math.ceil((top + list.viewport) / list.rowHeight);
  return {
    first,
    count: Math.max(0, Math.min(list.rowCount, last) - first),
    offset: first * list.rowHeight - top,
  };
}

/** Scroll position that shows `row`: unchanged when it is wholly visible, else the row in the middle. */
export function scrollTopShowing(list: RowList, row: number, scrollTop: number): number {
  const scale = scrollScale(list);
  const top = scrollTop * scale;
  const rowTop = row * list.rowHeight;
  if (rowTop >= top && rowTop + list.rowHeight <= top + list.viewport) return scrollTop;
  const wanted = rowTop - (list.viewport - list.rowHeight) / 2;
  return Math.round(Math.max(0, Math.min(maxTop(list), wanted)) / scale);
}

function maxTop(list: RowList): number {
  return Math.max(0, list.rowCount * list.rowHeight - list.viewport);
}

/** Pixels of list per pixel of scrolling: 1 except beyond the limit. */
function scrollScale(list: RowList): number {
  const scrollable = spacerHeight(list) - list.viewport;
  return scrollable <= 0 ? 1 : maxTop(list) / scrollable;
}
