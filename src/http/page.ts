import type { RequestHandler } from 'express';
import { sendText } from '../rest/send.js';
import type { Assets } from './assets.js';
import { give, type Headers } from './security.js';

/** Shows a page under a policy of its own; it is put together when it is first asked for. */
export function showPage(html: () => string, headers: Headers): RequestHandler {
  let text: string | undefined;
  return (_request, response) => {
    text ??= html();
    give(response, headers);
    response.set({ 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-cache' });
    sendText(response, text);
  };
}

/** What a page of the service consists of; styles and scripts are names of assets. */
export interface PageParts {
  readonly title: string;
  readonly styles: readonly string[];
  readonly scripts: readonly string[];
  /** Of the head, before the scripts. */
  readonly data?: string;
  readonly body: string;
}

export function htmlOf({ title, styles, scripts, data = '', body }: PageParts, assets: Assets): string {
  const style = (name: string) => `<link rel="stylesheet" href="${assets.addressOf(name)}">`;
  const script = (name: string) => `<script src="${assets.addressOf(name)}" defer></script>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>launch-provision: ${title}</title>
<link rel="icon" href="${assets.addressOf('icon.svg')}">
${[...styles.map(style), data, ...scripts.map(script)].filter(Boolean).join('\n')}
</head>
<body>
${body}
</body>
</html>
`;
}
