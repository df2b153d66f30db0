import { expect, it } from '@jest/globals';
import express from 'express';
import request from 'supertest';
import { sendJson } from '../../../src/rest/send.js';

it.each([
  ['a short one', 1],
  ['a long one', 10_000],
])('An answer is whole where it takes more bytes than characters: %s', async (_which, times) => {
  const value = { text: 'é😀'.repeat(times) };
  const app = express().get('/', (_request, response) => sendJson(response, value));
  const { body, headers } = await request(app).get('/').expect(200);
  expect(body).toEqual(value);
  expect(headers['content-length']).toBe(String('{"text":""}'.length + 6 * times));
});
