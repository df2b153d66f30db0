import { expect } from '@jest/globals';
import request from 'supertest';

interface At {
  readonly url: string;
}

/** Launches with a key as clients do: again after each answer that does not say what became of it, and after none. */
export async function launchUntilCertain(service: () => Promise<At>, key: string): Promise<string> {
  for (let tried = 0; tried < 100; tried++) {
    const { url } = await service();
    const answer = await request(url)
      .put('/v1/launch')
      .set('Idempotency-Key', key)
      .send({ ami: 'ami-12c6146b', instance_type: 't3.micro', tags: { client: key } })
      .catch(() => undefined);
    if (answer?.status === 200) {
      expect(answer.body).toHaveLength(1);
      return answer.body[0];
    }
    if (answer) expect([408, 504]).toContain(answer.status);
  }
  throw new Error(`${key} never heard what became of its launch`);
}

interface Listed {
  readonly id: string;
  readonly tags: readonly { readonly value: string }[];
}

/** The id of each instance that there is, and the key it was launched with. The list may fail as any call may. */
export async function allLaunched({ url }: At): Promise<(readonly [id: string, key: string | undefined])[]> {
  for (;;) {
    const query = '{ instances(first: 1000) { nodes { id tags { value } } } }';
    const { body } = await request(url).post('/graphql').send({ query });
    const nodes: readonly Listed[] | undefined = body.data?.instances.nodes;
    if (nodes) return nodes.map(({ id, tags: [tag] }) => [id, tag?.value]);
  }
}
