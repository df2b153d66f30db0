import type { RequestHandler } from 'express';
import { sendText } from '../rest/send.js';
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
