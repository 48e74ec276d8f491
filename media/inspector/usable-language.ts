// Makes sure that the page's language is one that number formatting accepts. Imported first, before anything formats.
//
// A Chromium in the POSIX locale calls its language "en-US@posix", which `Intl` refuses; the chart formats numbers as soon
// as it is loaded and would take the whole page with it. The page's own figures do not depend on the language.

if (!isUsable(navigator.language)) {
  Object.defineProperty(navigator, "language", { value: "en-US" });
}

function isUsable(language: string): boolean {
  try {
    return Intl.getCanonicalLocales(language).length > 0;
  } catch {
    return false;
  }
}

export {};
