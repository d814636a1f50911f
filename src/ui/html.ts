// SPDX-License-Identifier: MIT
// The page as one text. What it may do stands in its head: scripts are those whose hash is named, nothing is fetched, and no
// form is sent. Generated step functions need 'unsafe-eval', in the worker that runs them: docs/explorer.md says why that is safe. A worker
// of a page that is served has a policy of its own; one whose text lies in the page has the page's.

export interface OfflineParts {
  readonly title: string;
  readonly script: string;
  readonly style: string;
  /** The script of its worker. */
  readonly engine: string;
  /** Of what the page carries, in base64. */
  readonly pack: string;
  /** `sha256-…` of a text. */
  readonly hash: (text: string) => string;
}

export function offlinePage({ title, script, style, engine, pack, hash }: OfflineParts): string {
  const policy = [
    "default-src 'none'",
    `script-src 'unsafe-eval' '${hash(script)}'`,
    'worker-src blob:',
    `style-src '${hash(style)}'`,
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return pageText({
    title,
    policy: policy.join('; '),
    head: `<style>${style}</style>`,
    body: [
      `<script type="application/octet-stream" id="pack">${pack}</script>`,
      `<script type="application/octet-stream" id="engine">${engine}</script>`,
      `<script>${script}</script>`,
    ].join('\n'),
  });
}

/** Of a page that is served: what it loads comes from where it came from. */
export const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Of what runs in a worker: it may load a part of the page, and make step functions. */
export const workerPolicy = "default-src 'none'; script-src 'self' 'unsafe-eval'";

export function sitePage(): string {
  return pageText({
    title: 'faultline',
    policy,
    head: [
      '<link rel="stylesheet" href="page.css">',
      // Else it would be asked for when the script has been read.
      '<link rel="preload" href="gallery.json" as="fetch" crossorigin>',
    ].join('\n'),
    body: '<script type="module" src="page.js"></script>',
  });
}

interface PageParts {
  readonly title: string;
  readonly policy: string;
  readonly head: string;
  readonly body: string;
}

function pageText({ title, policy, head, body }: PageParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
${head}
</head>
<body>
<div id="page"><noscript>This page replays a model, and needs JavaScript.</noscript></div>
${body}
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
