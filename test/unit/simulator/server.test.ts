import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createSimulatorServer } from '../../../src/simulator/server.js';
import { form, launching, Simulated } from './support/simulated.js';

const servers: Server[] = [];

/** The address of a server for this simulator, on a free port of this machine. */
async function serve(simulated: Simulated): Promise<string> {
  const server = createSimulatorServer(simulated.simulator).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

const post = (url: string, body: string) => fetch(url, { method: 'POST', body });

describe('the server', () => {
  it('answers the SDK', async () => {
    const simulated = new Simulated();
    const id = await simulated.launchOne();
    const client = new EC2Client({
      region: 'us-east-1',
      endpoint: await serve(simulated),
      credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
    });
    const { Reservations } = await client.send(new DescribeInstancesCommand({}));
    expect(Reservations?.[0]?.Instances?.[0]?.InstanceId).toBe(id);
    client.destroy();
  });

  it('takes parameters from the body, the query, or both', async () => {
    const url = await serve(new Simulated());
    const [action, ...others] = form('RunInstances', launching()).split('&');
    expect((await post(url, [action, ...others].join('&'))).status).toBe(200);
    expect((await fetch(`${url}/?${form('RunInstances', launching())}`)).status).toBe(200);
    expect((await post(`${url}/?${action}`, others.join('&'))).status).toBe(200);
  });

  it('sends EC2’s headers and the length of the body', async () => {
    const answer = await post(await serve(new Simulated()), form('DescribeInstances'));
    const text = await answer.text();
    expect(answer.headers.get('content-type')).toBe('text/xml;charset=UTF-8');
    expect(answer.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
    expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('tells the calls since it was emptied', async () => {
    const url = await serve(new Simulated());
    await post(url, form('RunInstances', launching()));
    await post(url, form('StartInstances'));
    expect(await (await fetch(`${url}/_simulator/calls`)).json()).toEqual({
      RunInstances: { ok: 1 },
      StartInstances: { MissingParameter: 1 },
    });
    expect((await post(`${url}/_simulator/reset`, '')).status).toBe(204);
    expect(await (await fetch(`${url}/_simulator/calls`)).json()).toEqual({});
    expect(await (await post(url, form('DescribeInstances'))).text()).toContain('<reservationSet/>');
  });

  it.each(['resetBefore', 'resetAfter'])('closes the connection for %s', async (fault) => {
    const url = await serve(new Simulated({ faults: { [fault]: 1 } }));
    await expect(post(url, form('DescribeInstances'))).rejects.toThrow('fetch failed');
  });

  it('says what it does not serve', async () => {
    const url = await serve(new Simulated());
    const elsewhere = await fetch(`${url}/elsewhere?x=1`);
    expect([elsewhere.status, await elsewhere.json()]).toEqual([
      404,
      { error: 'There is nothing at /elsewhere.' },
    ]);
    const wrong = await fetch(`${url}/_simulator/reset`);
    expect([wrong.status, wrong.headers.get('allow'), await wrong.json()]).toEqual([
      405,
      'POST',
      { error: '/_simulator/reset takes POST.' },
    ]);
    expect((await fetch(url, { method: 'DELETE' })).headers.get('allow')).toBe('POST, GET');
  });

  it('refuses a body that no request needs', async () => {
    const answer = await post(await serve(new Simulated()), 'x'.repeat(1_048_577));
    expect([answer.status, await answer.json()]).toEqual([413, { error: 'The body exceeds 1048576 bytes.' }]);
  });

  it('answers with status 500 where the simulator itself fails', async () => {
    const simulated = new Simulated();
    const url = await serve(simulated);
    simulated.simulator.respond = () => Promise.reject(new Error('broken'));
    const answer = await post(url, '');
    expect([answer.status, await answer.json()]).toEqual([500, { error: 'Error: broken' }]);
  });
});
