import { gzipSync } from 'node:zlib';
import fc from 'fast-check';

/** What is written on a connection of its own. */
export interface Raw {
  readonly parts: readonly Buffer[];
  /** How many it must be given. */
  readonly answers: number;
  /** Whether it ends there; else the answers are waited for as long as a client would. */
  readonly isCutOff: boolean;
}

const LIVEZ = 'GET /v1/i-00000000/attributes HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';
const JSON_HEAD = 'Host: 127.0.0.1\r\nContent-Type: application/json\r\n';
const BODY = '{"query":"{ __typename }"}';
const post = (headers: string, body: string) => `POST /graphql HTTP/1.1\r\n${JSON_HEAD}${headers}\r\n${body}`;
const chunked = (...parts: string[]) =>
  parts.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join('');

const FIVE = LIVEZ.repeat(5);
const THREE = `${post(`Content-Length: ${BODY.length}\r\n`, BODY)}${LIVEZ}${post(`Content-Length: ${BODY.length}\r\n`, BODY)}`;
const UNFINISHED = post(`Content-Length: ${BODY.length + 10}\r\n`, BODY);

/** Each of them is one that servers have been known to take wrongly. */
const TEMPLATES: readonly string[] = [
  // Two lengths, or a length and chunks: two servers in a row take them for different requests.
  post(`Content-Length: 4\r\nTransfer-Encoding: chunked\r\n`, `${chunked(BODY)}0\r\n\r\n`),
  post(`Transfer-Encoding: chunked\r\nContent-Length: ${BODY.length}\r\n`, `0\r\n\r\n${LIVEZ}`),
  post(`Content-Length: 0\r\nContent-Length: ${BODY.length}\r\n`, BODY),
  post(`Content-Length: ${BODY.length}, ${BODY.length}\r\n`, BODY),
  post(`Content-Length: +${BODY.length}\r\n`, BODY),
  post('Content-Length: -1\r\n', BODY),
  post('Content-Length: 99999999999999999999\r\n', BODY),
  post('Content-Length: 0x1a\r\n', BODY),
  post('Transfer-Encoding: chunked, identity\r\n', `${chunked(BODY)}0\r\n\r\n`),
  post('Transfer-Encoding: xchunked\r\n', BODY),
  post('Transfer-Encoding : chunked\r\n', `${chunked(BODY)}0\r\n\r\n`),
  post('Transfer-Encoding:\tchunked\r\n', `${chunked(BODY)}0\r\n\r\n`),
  post('Transfer-Encoding: chunked\r\n', `${chunked('{"query":', '"{ __typename }"}')}0\r\n\r\n`),
  post('Transfer-Encoding: chunked\r\n', 'ffffffffffffffff1\r\n'),
  post('Transfer-Encoding: chunked\r\n', 'zz\r\n'),
  post('Transfer-Encoding: chunked\r\n', `${chunked(BODY)}0\r\nTrailer: 1\r\n__proto__: 2\r\n\r\n`),
  post('Transfer-Encoding: chunked\r\n', `1a;${'x'.repeat(20_000)}\r\n`),
  post('Transfer-Encoding: chunked\r\n', '0\r\n\r\n'),
  // Several at once.
  FIVE,
  THREE,
  // Upgrades.
  'GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  'GET /v1 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
  // Lines that are none.
  'GET / HTTP/1.1\r\n\r\n',
  'GET /v1 HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
  'GET /v1 HTTP/1.0\r\n\r\n',
  'GET /v1\r\n\r\n',
  'GET /v1 HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n',
  'GET http://example.com/v1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
  'GET http://[ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
  'GET http:// HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
  'GET * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
  'GET /v1#fragment?x HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
  'GET /v1 HTTP/1.1\nHost: 127.0.0.1\n\n',
  'GET /v1 HTTP/1.1\r\nHost: 127.0.0.1\r\n folded: 1\r\n\r\n',
  'GET /v1 HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Request-Id: a\u0000b\r\n\r\n',
  'GET /v1/%ff%fe HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
  'GET /v1/\u00ff HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
  `GET /v1?${'a=1&'.repeat(3000)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`,
  `GET /v1 HTTP/1.1\r\nHost: 127.0.0.1\r\n${'X: 1\r\n'.repeat(2500)}\r\n`,
  `GET /v1 HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
  `${'G'.repeat(20_000)} /v1 HTTP/1.1\r\n\r\n`,
  'TRACE /v1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
  post(`Expect: 100-continue\r\nContent-Length: ${BODY.length}\r\n`, BODY),
  post(`Expect: a-miracle\r\nContent-Length: ${BODY.length}\r\n`, BODY),
  post(`Content-Encoding: gzip\r\nContent-Length: ${BODY.length}\r\n`, BODY),
  post(`Content-Encoding: nonsense\r\nContent-Length: ${BODY.length}\r\n`, BODY),
  UNFINISHED,
];
/** All others are given one. */
const ANSWERS = new Map([
  [FIVE, 5],
  [THREE, 3],
  [UNFINISHED, 0],
]);

/** Two million noughts, in two thousand bytes. */
const BOMB = gzipSync(Buffer.alloc(2_000_000, '0'));
const bomb = Buffer.concat([
  Buffer.from(post(`Content-Encoding: gzip\r\nContent-Length: ${BOMB.length}\r\n`, '')),
  BOMB,
]);

const whole = fc.oneof(
  {
    weight: 20,
    arbitrary: fc
      .constantFrom(...TEMPLATES)
      .map((text) => ({ bytes: Buffer.from(text, 'latin1'), answers: ANSWERS.get(text) ?? 1 })),
  },
  { weight: 1, arbitrary: fc.constant({ bytes: bomb, answers: 1 }) },
  {
    weight: 3,
    arbitrary: fc
      .uint8Array({ minLength: 1, maxLength: 200 })
      .map((bytes) => ({ bytes: Buffer.from(bytes), answers: 0 })),
  },
);

/** Cut off, with a byte changed, in pieces, or as it is. */
export const rawBytes: fc.Arbitrary<Raw> = fc
  .record({
    whole,
    how: fc.constantFrom('whole', 'whole', 'pieces', 'cut', 'changed'),
    at: fc.nat(),
    byte: fc.nat({ max: 255 }),
  })
  .map(({ whole: { bytes, answers }, how, at, byte }) => {
    const place = at % bytes.length;
    const [head, rest] = [bytes.subarray(0, place), bytes.subarray(place)];
    switch (how) {
      case 'pieces':
        return { parts: [head, rest], answers, isCutOff: false };
      case 'cut':
        return { parts: [head], answers: 0, isCutOff: true };
      case 'changed':
        return {
          parts: [Buffer.concat([head, Buffer.from([byte]), rest.subarray(1)])],
          answers: 0,
          isCutOff: false,
        };
      default:
        return { parts: [bytes], answers, isCutOff: false };
    }
  });
