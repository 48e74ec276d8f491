// The colours of the canvases, read from the page's style sheet: a canvas cannot use CSS variables by itself.
//
// The style sheet derives every colour from VS Code's variables; here they are only resolved. A change of theme changes
// classes on the body, and then everything is read again and drawn again.

export interface Theme {
  readonly text: string;
  readonly muted: string;
  readonly background: string;
  readonly track: string;
  readonly outline: string;
  readonly focus: string;
  readonly error: string;
  readonly warning: string;
  readonly hatch: string;
  readonly libc: string;
  readonly live: string;
  readonly committed: string;
  readonly gridLine: string;
  readonly fontFamily: string;
  /** Colours that classes and owners are told apart by; used cyclically. */
  readonly series: readonly string[];
}

const SERIES = 8;

export function readTheme(): Theme {
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const colour = (name: string) => {
    probe.style.color = `var(--hk-${name})`;
    return getComputedStyle(probe).color;
  };
  const theme: Theme = {
    text: colour("text"),
    muted: colour("muted"),
    background: colour("background"),
    track: colour("track"),
    outline: colour("outline"),
    focus: colour("focus"),
    error: colour("error"),
    warning: colour("warning"),
    hatch: colour("hatch"),
    libc: colour("libc"),
    live: colour("live"),
    committed: colour("committed"),
    gridLine: colour("grid-line"),
    fontFamily: getComputedStyle(document.body).fontFamily,
    series: Array.from({ length: SERIES }, (_, index) => colour(`series-${index}`)),
  };
  probe.remove();
  return theme;
}

/** Calls `changed` with the new theme whenever VS Code switches it. */
export function watchTheme(changed: (theme: Theme) => void): void {
  const reread = () => changed(readTheme());
  new MutationObserver(reread).observe(document.body, {
    attributes: true,
    attributeFilter: ["class", "data-vscode-theme-id"],
  });
  new MutationObserver(reread).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["style", "class"],
  });
  matchMedia("(forced-colors: active)").addEventListener("change", reread);
}

/** The colour of a class or an owner; -1 has none of its own. */
export function seriesColour(theme: Theme, number: number): string {
  return number < 0 ? theme.muted : (theme.series[number % theme.series.length] as string);
}
