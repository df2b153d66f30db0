import { createServer } from 'node:http';
import { announce } from './announce.js';
import { ANSWERS } from './answers.js';

/** The floor: node:http, which answers without a look at what is asked. */
const server = createServer((request, response) => {
  const text = JSON.stringify(ANSWERS.get(request.url ?? ''));
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
});

await announce(server);
