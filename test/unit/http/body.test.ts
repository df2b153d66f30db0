import { describe, expect, it } from '@jest/globals';
import express, { type RequestHandler } from 'express';
import request from 'supertest';
import { readBody, readJson } from '../../../src/http/body.js';
import { answerErrors } from '../../../src/http/errors.js';

interface Sent {
  readonly type: string;
  readonly body: string | Buffer;
  readonly headers?: Record<string, string>;
}

/** What a reader makes of a body. */
function served(reader: RequestHandler) {
  const app = express();
  app.post('/', reader, (request, response) => void response.json({ read: request.body }));
  app.use(answerErrors(() => {}));
  return ({ type, body, headers = {} }: Sent) => {
    const sent = request(app).post('/').set('Content-Type', type).set(headers);
    return sent.serialize((text) => text).send(body);
  };
}

const JSON_TYPE = 'application/json';

describe('a body of JSON', () => {
  it.each<[string, Sent]>([
    ['an object', { type: JSON_TYPE, body: '{"a":1}' }],
    ['an array', { type: JSON_TYPE, body: '[1]' }],
    ['with a charset', { type: `${JSON_TYPE}; charset=utf-8`, body: '{"a":"ö"}' }],
    ['in another charset', { type: `${JSON_TYPE}; charset=utf-16`, body: Buffer.from('{"a":1}', 'utf16le') }],
    ['in an unknown charset', { type: `${JSON_TYPE}; charset=latin1`, body: '{}' }],
    ['with a byte order mark', { type: JSON_TYPE, body: '\uFEFF{"a":1}' }],
    ['with white space', { type: JSON_TYPE, body: ' \n{"a": 1}\n' }],
    ['that is malformed', { type: JSON_TYPE, body: '{"a":' }],
    ['that is neither object nor array', { type: JSON_TYPE, body: '"a"' }],
    ['that is null', { type: JSON_TYPE, body: 'null' }],
    ['in an unknown encoding', { type: JSON_TYPE, body: '{}', headers: { 'Content-Encoding': 'zip' } }],
    ['of another type', { type: 'text/plain', body: 'a' }],
    ['too large', { type: JSON_TYPE, body: JSON.stringify('x'.repeat(1024 * 1024)) }],
    ['just not too large', { type: JSON_TYPE, body: `{"a":"${'x'.repeat(1024 * 1024 - 8)}"}` }],
  ])('is read as Express reads it: %s', async (_what, sent) => {
    const own = await served(readJson)(sent);
    const expected = await served(express.json({ limit: '1mb' }))(sent);
    expect({ status: own.status, body: own.body }).toEqual({ status: expected.status, body: expected.body });
  });
});

describe('a body of REST', () => {
  it.each<[string, string, number, object]>([
    [JSON_TYPE, '{"a":"1"}', 200, { read: { a: '1' } }],
    ['application/x-www-form-urlencoded', 'a=1&b=2', 200, { read: { a: '1', b: '2' } }],
    ['text/xml', '<a/>', 415, expect.stringMatching(/^Content-Type: expected .*, got text.xml$/) as never],
  ])('may be of %s', async (type, body, status, expected) => {
    const answer = await served(readBody)({ type, body });
    expect({ status: answer.status, body: answer.body }).toEqual({ status, body: expected });
  });

  it('may be none', async () => {
    const app = express();
    app.put('/', readBody, (request, response) => void response.json([request.body === undefined]));
    expect((await request(app).put('/')).body).toEqual([true]);
  });
});
