import express from 'express';
import { createHttpServer } from '../../../src/http/server.js';
import { announce } from './announce.js';
import { ANSWERS } from './answers.js';

/** Express 5 as it comes, but for requests and responses that are made as the service makes them. */
const app = express();
for (const [path, answer] of ANSWERS) {
  app.get(path, (_request, response) => void response.json(answer));
}

await announce(createHttpServer(app));
