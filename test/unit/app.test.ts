import { afterEach, expect, it, jest } from '@jest/globals';
import request from 'supertest';
import { createApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { createLog } from '../../src/observability/log.js';
import { aWorld } from '../support/service.js';

const real = await import('../../src/backend.js');
const created: string[] = [];
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  created.length = 0;
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

/** A service whose way to EC2 can be loaded, at last, after so many failures. */
async function anApp(failures: number) {
  jest.unstable_mockModule('../../src/backend.js', () => ({
    createBackend: async (...parts: Parameters<typeof real.createBackend>) => {
      created.push(created.length < failures ? 'failed' : 'loaded');
      if (created.at(-1) === 'failed') throw new Error('too many open files');
      return real.createBackend(...parts);
    },
  }));
  jest.resetModules();
  const logged: string[] = [];
  const log = createLog('info', { write: (line) => void logged.push(JSON.parse(line).msg) });
  const app = await createApp(readConfig({}), aWorld().world, { log, audit: async () => {} });
  stops.push(app.stop);
  return { app, logged };
}

it('The way to EC2 is loaded once, when the service is told to or when it is needed', async () => {
  const { app } = await anApp(0);
  await request(app.server).get('/livez').expect(200);
  expect(created).toEqual([]);
  await app.load();
  await request(app.server).get('/readyz').expect(200);
  expect(created).toEqual(['loaded']);
});

it('The way to EC2 that could not be loaded is logged, and loaded when it is needed', async () => {
  const { app, logged } = await anApp(1);
  await app.load();
  expect(logged).toEqual(['the way to EC2 could not be loaded']);
  await request(app.server).get('/readyz').expect(200);
  expect(created).toEqual(['failed', 'loaded']);
});
