import { expect, it } from '@jest/globals';
import request from 'supertest';
import { freePort, type Running, startProcess } from '../support/process.js';

const FAULTS = 'resetBefore=0.05,resetAfter=0.05,error500=0.02,truncate=0.02,empty=0.02';
const CLIENTS = 40;
/** After so many answers each. */
const KILLS = [5, 20];

it('A service that is killed and started again launches once for each key', async () => {
  const simulator = await startProcess(
    { SIMULATOR_PORT: '0', SIMULATOR_LATENCY_MS: '20', SIMULATOR_FAULTS: FAULTS },
    'simulator',
  );
  const start = (PORT: string) =>
    startProcess({
      PORT,
      EC2_BACKEND: 'aws',
      EC2_BUDGET: 'off',
      AUTH: 'none',
      LOG_LEVEL: 'silent',
      AWS_ENDPOINT_URL_EC2: simulator.url,
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
    });
  const port = await freePort();
  let up: Promise<Running> = start(port);
  let answered = 0;
  const killAndStart = async (running: Promise<Running>) => {
    const { kill, ended } = await running;
    kill('SIGKILL');
    await ended;
    return start(port);
  };
  const launch = async (key: string): Promise<string> => {
    for (;;) {
      const { url } = await up;
      const answer = await request(url)
        .put('/v1/launch')
        .set('Idempotency-Key', key)
        .send({ ami: 'ami-12c6146b', instance_type: 't3.micro', tags: { client: key } })
        .catch(() => undefined);
      if (answer?.status === 200) {
        answered += 1;
        if (KILLS.includes(answered)) up = killAndStart(up);
        return answer.body[0];
      }
      if (answer) expect([408, 504]).toContain(answer.status);
    }
  };
  const keys = Array.from({ length: CLIENTS }, (_, n) => `client-${n}`);
  const held = new Map(await Promise.all(keys.map(async (key) => [await launch(key), key] as const)));
  const { url } = await up;
  const existing = await list(url);
  expect(new Map(existing.map(({ id, tags: [tag] }) => [id, tag?.value]))).toEqual(held);
  expect(existing).toHaveLength(CLIENTS);
});

interface Listed {
  readonly id: string;
  readonly tags: readonly { readonly value: string }[];
}

/** The list may fail as any call may. */
async function list(url: string): Promise<readonly Listed[]> {
  for (;;) {
    const query = '{ instances(first: 1000) { nodes { id tags { value } } } }';
    const { body } = await request(url).post('/graphql').send({ query });
    if (body.data) return body.data.instances.nodes;
  }
}
