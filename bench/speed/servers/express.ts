import { createServer } from 'node:http';
import express from 'express';
import { announce } from './announce.js';
import { ANSWERS } from './answers.js';

/** Express 5 as it comes: a route each, answered by `response.json`. A POST has its body read, which changes nothing. */
const app = express();
for (const [path, answer] of ANSWERS) {
  app.get(path, (_request, response) => void response.json(answer));
  app.post(path, express.json(), (_request, response) => void response.json(answer));
}

await announce(createServer(app));
