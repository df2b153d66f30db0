import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { runToEnd, startProcess } from '../support/process.js';
import { connected } from '../support/raw.js';

describe('The process', () => {
  it('prints the addresses and a first curl that works', async () => {
    const { url, output } = await startProcess({ PORT: '0' });
    expect(output()).toContain(`${url}/graphql`);
    const [, address, parameters] = /curl -X PUT '([^']+)' (.+)/.exec(output()) ?? [];
    const form = String(parameters).replaceAll('-d ', '').replaceAll(' ', '&');
    const { body } = await request(String(address)).put('').type('form').send(form).expect(200);
    expect(body).toEqual([expect.stringMatching(/^i-[0-9a-f]{17}$/)]);
  });

  it('answers what it has accepted before it ends on SIGTERM', async () => {
    const { url, kill, ended } = await startProcess({
      PORT: '0',
      SIMULATOR_LATENCY_MS: '300',
      DRAIN_DELAY_MS: '0',
    });
    const accepted = request(url)
      .get('/v1/i-00000001/attributes')
      .then(({ status }) => status);
    await request(url).get('/livez').expect(200);
    kill('SIGTERM');
    expect(await accepted).toBe(404);
    expect(await ended).toBe(0);
  });

  it('waits no longer for its connections than it is to, whatever has been asked for over them', async () => {
    const { url, kill, ended } = await startProcess({
      PORT: '0',
      SIMULATOR_LATENCY_MS: '60000',
      DRAIN_DELAY_MS: '0',
      DRAIN_TIMEOUT_MS: '100',
      EC2_TIMEOUT_MS: '100',
    });
    const socket = connected({ url });
    socket.write(
      'GET /v1/i-00000001/attributes HTTP/1.1\r\nHost: localhost\r\n\r\nCONNECT example.com:443 HTTP/1.1\r\n\r\n',
    );
    const isUnderWay = async () => (await request(url).get('/metrics')).text.includes('requests_under_way 1');
    while (!(await isUnderWay()));
    kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('goes on serving while it announces that it is shutting down, until a second signal', async () => {
    const { url, output, kill, ended } = await startProcess({ PORT: '0', DRAIN_DELAY_MS: '60000' });
    kill('SIGTERM');
    while (!output().includes('shutting down')) await request(url).get('/livez').expect(200);
    await request(url).get('/readyz').expect(503);
    await request(url).get('/v1').expect(200);
    kill('SIGTERM');
    expect(await ended).toBe(1);
  });

  it('names every wrong setting and does not start', async () => {
    const { code, output } = await runToEnd({ PORT: 'eighty', EC2_BACKEND: 'gcp', SIMULATOR_FAULTS: 'x=2' });
    expect(code).toBe(1);
    expect(output).toBe(`The settings are not usable:
  PORT: expected a whole number, got 'eighty'
  EC2_BACKEND: expected simulator or aws, got 'gcp'
  SIMULATOR_FAULTS: expected NAME=RATE with a rate from 0 to 1, got 'x=2'
`);
  });

  it('says when its port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { code, output } = await runToEnd({ PORT: String(port) });
    server.close();
    expect(code).toBe(1);
    expect(output).toContain(`Cannot listen on 127.0.0.1:${port}: listen EADDRINUSE`);
  });
});

describe('The service and the simulator in processes of their own', () => {
  it('work together over HTTP as they do in one', async () => {
    const simulator = await startProcess({ SIMULATOR_PORT: '0', SIMULATOR_TRANSITION_MS: '0' }, 'simulator');
    const { url } = await startProcess({
      PORT: '0',
      EC2_BACKEND: 'aws',
      AUTH: 'none',
      AWS_ENDPOINT_URL_EC2: simulator.url,
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
    });
    await request(url).get('/readyz').expect(200);
    const launch = { ami: 'ami-12c6146b', instance_type: 't3.micro', user_data: 'echo héllo' };
    const { body } = await request(url).put('/v1/launch').send(launch).expect(200);
    const [id] = body;
    for (const action of ['stop', 'modify?attribute=instanceType&value=t3.small', 'start', 'reboot']) {
      await request(url).put(`/v1/${id}/${action}`).expect(200, '"Instance modification succeeded"');
    }
    const query =
      '{ instances { nodes { id state instanceType userData typeInfo { vcpus } status { system } } } }';
    const answer = await request(url).post('/graphql').send({ query }).expect(200);
    expect(answer.body.data.instances.nodes).toEqual([
      {
        id,
        state: 'RUNNING',
        instanceType: 't3.small',
        userData: 'echo héllo',
        typeInfo: { vcpus: 2 },
        status: { system: expect.any(String) },
      },
    ]);
    await request(url).put(`/v1/${id}/terminate`).expect(200);
    expect((await request(url).get(`/v1/${id}/attributes/state`)).body).toEqual({ state: 'terminated' });
    const refused = await request(url).put(`/v1/${id}/start`).expect(408);
    expect(refused.body).toContain('IncorrectInstanceState');
    const calls = await request(simulator.url).get('/_simulator/calls').expect(200);
    expect(calls.body.RunInstances).toEqual({ ok: 1 });

    simulator.kill('SIGKILL');
    await simulator.ended;
    const unreachable = await request(url).get(`/v1/${id}/attributes`).expect(408);
    expect(unreachable.body).toMatch(/^Error while reading via EC2 API: TIMEOUT: EC2 could not be reached: /);
  });
});
