import type { Response } from 'express';

/** Answers with JSON, as `response.json` does without its look at settings that this service has not. */
export function sendJson(response: Response, value: unknown): void {
  const text = JSON.stringify(value);
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.end(text);
}
