import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { graphql } from '../support/doors.js';
import { type Service, startService } from '../support/service.js';

const FAULTS =
  'RequestLimitExceeded=0.1,resetBefore=0.05,resetAfter=0.05,error500=0.02,truncate=0.02,empty=0.02';

/** Numbers from 0 up to 1 that are the same in every run. https://en.wikipedia.org/wiki/Lehmer_random_number_generator */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Launches with a key as clients do: again after each answer that does not say what became of it. */
async function launchUntilCertain({ url }: Service, key: string): Promise<string[]> {
  for (let tried = 0; tried < 50; tried++) {
    const { status, body } = await request(url)
      .put('/v1/launch')
      .set('Idempotency-Key', key)
      .send({ ami: 'ami-12c6146b', instance_type: 't3.micro', tags: { client: key } });
    if (status === 200) return body;
    expect([408, 504]).toContain(status);
  }
  throw new Error(`${key} never heard what became of its launch`);
}

describe('Launches with keys, though a quarter of the calls to EC2 fails', () => {
  it.each([1, 2, 3])('happen once each, and every client holds its own instance (seed %i)', async (seed) => {
    const environment = { SIMULATOR_FAULTS: FAULTS, SIMULATOR_LATENCY_MS: '50' };
    const service = await startService(environment, { random: chance(seed) });
    const keys = Array.from({ length: 40 }, (_, n) => `client-${n}`);
    const launched = await Promise.all(keys.map((key) => launchUntilCertain(service, key)));
    const held = new Map(launched.map(([id = ''], n) => [id, keys[n]]));
    const { nodes } = await everything(service);
    expect(new Map(nodes.map(({ id, tags: [tag] }) => [id, tag?.value]))).toEqual(held);
    expect(nodes).toHaveLength(40);
  });
});

interface Everything {
  readonly nodes: readonly { readonly id: string; readonly tags: readonly { readonly value: string }[] }[];
}

/** The list may fail as any call may. */
async function everything(service: Service): Promise<Everything> {
  for (;;) {
    const { data } = await graphql(service, '{ instances(first: 1000) { nodes { id tags { value } } } }');
    if (data) return data.instances;
  }
}
