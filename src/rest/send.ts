import type { Response } from 'express';

/** Node writes a short text together with the headers, and a long one faster as bytes. */
const LONG = 16 * 1024;

/** Answers with JSON, as `response.json` does without its look at settings that this service has not. */
export function sendJson(response: Response, value: unknown): void {
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  sendText(response, JSON.stringify(value));
}

export function sendText(response: Response, text: string): void {
  const body = text.length < LONG ? text : Buffer.from(text);
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.end(body);
}
