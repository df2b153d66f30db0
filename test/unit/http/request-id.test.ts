import { describe, expect, it } from '@jest/globals';
import express from 'express';
import request from 'supertest';
import { giveRequestId, requestIdOf } from '../../../src/http/request-id.js';

const app = express();
app.use(giveRequestId);
app.use((_request, response) => void response.json(requestIdOf(response)));

/** The id in the header, which is the one that the service goes by. */
async function idFor(headers: Record<string, string> = {}): Promise<string> {
  const response = await request(app).get('/').set(headers);
  const id = response.get('X-Request-Id') ?? '';
  expect(response.body).toBe(id);
  return id;
}

describe('a request', () => {
  it.each(['a', '~!"#', 'x'.repeat(128)])('keeps the id that it came with: %s', async (id) => {
    expect(await idFor({ 'X-Request-Id': id })).toBe(id);
  });

  it.each(['', 'a b', 'x'.repeat(129), 'é'])('gets a fresh id in place of %j', async (id) => {
    expect(await idFor({ 'X-Request-Id': id })).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('gets an id of its own where it came with none', async () => {
    expect(await idFor()).not.toBe(await idFor());
  });
});
