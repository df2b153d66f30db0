import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sdkEc2 } from '../../../src/ec2/sdk.js';
import { networkClient } from '../../../src/ec2/sdk-client.js';
import { sender } from '../../../src/ec2/sdk-send.js';
import { aCall, aLaunch, anId, instantPacing } from '../../support/builders.js';
import { answerTo, refusal } from '../../support/ec2-transport.js';
import { unbounded } from '../../support/governors.js';
import { anObserver } from '../../support/observers.js';

const SET = ['AWS_ENDPOINT_URL_EC2', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const;

const before = new Map<string, string | undefined>();
const cleanUp: (() => void)[] = [];

beforeEach(() => {
  for (const name of SET) before.set(name, process.env[name]);
  process.env.AWS_ACCESS_KEY_ID = 'test';
  process.env.AWS_SECRET_ACCESS_KEY = 'test';
});

afterEach(() => {
  for (const each of cleanUp.splice(0)) each();
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

/** The adapter over the network, with an EC2 on the loopback address that does this; and how often it was asked. */
async function ec2At(listener: RequestListener, timeoutMs = 5000) {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    request.resume().on('end', () => listener(request, response));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  const { port } = server.address() as AddressInfo;
  process.env.AWS_ENDPOINT_URL_EC2 = `http://127.0.0.1:${port}`;
  const client = networkClient('us-east-1', timeoutMs);
  cleanUp.push(close, () => client.destroy());
  const options = {
    timeoutMs,
    pacing: instantPacing(),
    governor: unbounded(),
    observer: anObserver(),
  };
  return { ec2: sdkEc2('us-east-1', sender(client, options)), asked: () => asked };
}

const LAUNCHED = answerTo('RunInstances', '<reservationId>r-1</reservationId><instancesSet/>').body;
const xml = { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': 'request-1' };

describe('over the network', () => {
  it('an answer is read', async () => {
    const { ec2 } = await ec2At((_, response) => response.writeHead(200, xml).end(LAUNCHED));
    expect(await ec2.runInstances(aLaunch(), aCall())).toEqual({ id: 'r-1', instances: [] });
  });

  it('a refusal is read', async () => {
    const { body, status } = refusal('InvalidAMIID.NotFound', 'no such image');
    const { ec2, asked } = await ec2At((_, response) => response.writeHead(status, xml).end(body));
    await expect(ec2.runInstances(aLaunch(), aCall())).rejects.toMatchObject({
      code: 'UPSTREAM',
      message: 'no such image',
      ec2: { code: 'InvalidAMIID.NotFound', requestId: 'request-1' },
    });
    expect(asked()).toBe(1);
  });

  it.each<[string, RequestListener]>([
    ['an empty answer', (_, response) => response.writeHead(200, xml).end()],
    [
      'an answer that breaks off',
      (_, response) => {
        response.writeHead(200, { ...xml, 'content-length': LAUNCHED.length }).write(LAUNCHED.slice(0, 50));
        setImmediate(() => response.destroy());
      },
    ],
    ['a connection that breaks off', (request) => request.socket.destroy()],
  ])('%s leaves the outcome of a launch unknown', async (_, listener) => {
    const { ec2, asked } = await ec2At(listener);
    await expect(ec2.runInstances(aLaunch(), aCall())).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(asked()).toBe(8);
  });

  it.each<[string, RequestListener]>([
    ['no answer', () => {}],
    [
      'an answer that does not end',
      (_, response) => void response.writeHead(200, xml).write(LAUNCHED.slice(0, 50)),
    ],
  ])('%s is waited for only so long', async (_, listener) => {
    const { ec2 } = await ec2At(listener, 20);
    const outcomes = await ec2.describeInstances([anId()], aCall());
    expect(outcomes.get(anId())).toMatchObject({ code: 'TIMEOUT' });
  });
});
