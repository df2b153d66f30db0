import { deepStrictEqual } from 'node:assert';
import { Agent, request } from 'node:http';
import { json } from 'node:stream/consumers';

/** Puts the service under load from so many clients, each with a connection that it keeps and an instance of its own. */
export function startWork(url, clients) {
  const counts = { requests: 0, launches: 0 };
  const lost = [];
  const end = new AbortController();
  const work = Array.from({ length: clients }, (_, n) => client(url, n, counts, lost, end.signal));
  return {
    counts,
    lost,
    async end() {
      end.abort();
      await Promise.all(work);
    },
  };
}

const SUCCEEDED = 'Instance modification succeeded';

/** Goes through the life of an instance again and again; knows what every answer has to be. */
async function client(url, n, counts, lost, end) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const expect = async (method, path, expected, options) => {
    counts.requests += 1;
    try {
      const body = await send(new URL(path, url), { method, agent, ...options });
      if (expected !== undefined) deepStrictEqual(body, expected);
      return body;
    } catch (error) {
      lost.push(`${method} ${path}: ${error.message}`);
      return undefined;
    }
  };
  for (let life = 0; !end.aborted; life++) {
    counts.launches += 1;
    const [id] =
      (await expect('PUT', '/v1/launch?ami=ami-12c6146b&instance_type=t3.micro', undefined, {
        headers: { 'Idempotency-Key': `restarts-${n}-${life}` },
      })) ?? [];
    if (id === undefined) continue;
    const has = (state, type) =>
      expect('GET', `/v1/${id}/attributes?filter=id,state,instance_type`, { id, state, instance_type: type });
    const asked = { query: 'query ($id: ID!) { instance(id: $id) { id state } }', variables: { id } };
    const isSeen = async (state) => {
      const options = { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(asked) };
      const body = await expect('POST', '/graphql', undefined, options);
      if (body && body.data?.instance?.state !== state) lost.push(`POST /graphql: ${JSON.stringify(body)}`);
    };
    await has('running', 't3.micro');
    await isSeen('RUNNING');
    await expect('PUT', `/v1/${id}/stop`, SUCCEEDED);
    await has('stopped', 't3.micro');
    await expect('PUT', `/v1/${id}/modify?attribute=instanceType&value=t3.small`, SUCCEEDED);
    await has('stopped', 't3.small');
    await isSeen('STOPPED');
    await expect('PUT', `/v1/${id}/start`, SUCCEEDED);
    await has('running', 't3.small');
    await expect('PUT', `/v1/${id}/terminate`, SUCCEEDED);
    await has('terminated', 't3.small');
  }
  agent.destroy();
}

/** The body of an answer, whose status has to be 200. */
function send(url, { body, ...options }) {
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (response) => {
      json(response)
        .then((answer) => {
          if (response.statusCode === 200) resolve(answer);
          else reject(new Error(`${response.statusCode} ${JSON.stringify(answer)}`));
        })
        .catch((error) => reject(new Error(`${response.statusCode} ${error.message}`)));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
