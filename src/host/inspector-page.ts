// The HTML of the inspector: an empty page with a default-deny policy, one style sheet and one script.
//
// Nothing of a trace is written into the page; everything it shows arrives by message.

import { randomBytes } from "node:crypto";

export interface PageParts {
  /** The webview's own source for the policy. */
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
  readonly language: string;
}

export function newNonce(): string {
  return randomBytes(18).toString("base64url");
}

export function inspectorPage(parts: PageParts, nonce = newNonce()): string {
  const source = parts.cspSource;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${source}`,
    `font-src ${source}`,
    `img-src ${source} data: blob:`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${attribute(parts.language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hakmem Heap Inspector</title>
<link rel="stylesheet" href="${attribute(parts.style)}">
</head>
<body>
<div id="app"></div>
<script nonce="${attribute(nonce)}" src="${attribute(parts.script)}"></script>
</body>
</html>
`;
}

function attribute(text: string): string {
  return text.replace(/[&"<>]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
