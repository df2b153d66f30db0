import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Frame, Route } from 'playwright-core';
import { rolldown } from 'rolldown';
import { startProcess } from '../support/process.js';
import { byTokens, tokensFile } from '../support/tokens.js';
import { type Opened, openPage } from './browser.js';

const CDN = 'https://embeddable-sandbox.cdn.apollographql.com';
const FRAME = 'https://sandbox.embed.apollographql.com';
const FRAME_PAGE = readFileSync(new URL('sandbox-frame.html', import.meta.url), 'utf8');

let relay = '';

beforeAll(async () => {
  const input = fileURLToPath(new URL('sandbox-relay.js', import.meta.url));
  const bundle = await rolldown({ input, platform: 'browser' });
  // Its default is a RegExp, which in jest is of another realm.
  relay = (await bundle.generate({ format: 'iife', sourcemapIgnoreList: false })).output[0].code;
  await bundle.close();
});

/** Sandbox's hosts, as far as the relay goes. */
async function answerAsApollo(route: Route): Promise<void> {
  const { origin } = new URL(route.request().url());
  if (origin === CDN) await route.fulfill({ contentType: 'text/javascript', body: relay });
  else if (origin === FRAME) await route.fulfill({ contentType: 'text/html', body: FRAME_PAGE });
  else await route.abort();
}

async function openSandbox(url: string): Promise<Opened & { readonly frame: Frame }> {
  const opened = await openPage({}, answerAsApollo);
  await opened.page.goto(`${url}/graphql`);
  const handle = await opened.page.waitForSelector('iframe.answering');
  const frame = await handle.contentFrame();
  if (frame === null) throw new Error('the frame has nothing in it');
  return { ...opened, frame };
}

interface Message {
  readonly operationId: string;
  readonly [name: string]: unknown;
}

/** Says something to the page, and gives what it answers to that by this name. */
function ask(frame: Frame, message: Message, answer: string): Promise<unknown> {
  return frame.evaluate(`say(${JSON.stringify(message)}), heard('${answer}', '${message.operationId}')`);
}

const INTROSPECTION = {
  name: 'IntrospectionQueryWithHeaders',
  introspectionRequestBody: JSON.stringify({ query: '{ __schema { queryType { name } } }' }),
  introspectionRequestHeaders: {},
  operationId: 'schema',
};

describe('The embedded Sandbox', () => {
  it('is told where to ask and what to open with', async () => {
    const { url } = await startProcess({ PORT: '0' });
    const { frame, errors, outside } = await openSandbox(url);
    const { origin, pathname, searchParams } = new URL(frame.url());
    expect(origin + pathname).toBe(`${FRAME}/sandbox/explorer`);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      endpoint: `${url}/graphql`,
      subscriptionEndpoint: `${url.replace('http', 'ws')}/graphql`,
      defaultDocument: expect.stringContaining('launchInstances'),
      defaultVariables: expect.stringContaining('explorer'),
      endpointIsEditable: 'false',
      runTelemetry: 'false',
    });
    expect(await frame.evaluate("heard('HandshakeResponse')")).toMatchObject({
      parentHref: `${url}/graphql`,
    });
    expect(errors).toEqual([]);
    expect(outside.map((address) => new URL(address).origin)).toEqual([CDN, FRAME]);
  });

  it('stays for as long as it is used', async () => {
    const { url } = await startProcess({ PORT: '0' });
    const opened = await openPage({}, answerAsApollo);
    await opened.page.clock.install();
    await opened.page.goto(`${url}/graphql`);
    await opened.page.waitForSelector('iframe.answering');
    await opened.page.clock.fastForward(60_000);
    expect(await opened.page.locator('iframe.answering').isVisible()).toBe(true);
  });

  it('is shown where its script takes its time, though GraphiQL has been made ready', async () => {
    const { url } = await startProcess({ PORT: '0' });
    const hold = new EventEmitter();
    const come = once(hold, 'come');
    const { page, errors } = await openPage({}, (route) => come.then(() => answerAsApollo(route)));
    await page.clock.install({ time: 0 });
    await page.clock.pauseAt(1000);
    const ready = page.waitForEvent('requestfinished', (asked) => asked.url().includes('/assets/graphiql-'));
    const asked = page.waitForRequest((request) => request.url().includes('embeddable-sandbox'));
    await page.goto(`${url}/graphql`, { waitUntil: 'commit' });
    // By then the time that it may take has begun.
    await asked;
    await page.clock.fastForward(1000);
    await ready;
    hold.emit('come');
    await page.waitForSelector('iframe.answering');
    expect(errors).toEqual([]);
  });

  it('has the schema, launches, and finds what it has launched', async () => {
    const { url } = await startProcess({ PORT: '0', SIMULATOR_TRANSITION_MS: '0' });
    const { frame, errors } = await openSandbox(url);
    const sandboxEndpointUrl = `${url}/graphql`;
    expect(await ask(frame, { ...INTROSPECTION, sandboxEndpointUrl }, 'SchemaResponse')).toMatchObject({
      schema: { __schema: { queryType: { name: 'Query' } } },
    });
    const { searchParams } = new URL(frame.url());
    const document = decodeURIComponent(searchParams.get('defaultDocument') ?? '');
    const variables = JSON.parse(decodeURIComponent(searchParams.get('defaultVariables') ?? ''));
    const run = async (operationName: string) => {
      const operation = { operation: document, operationName, operationId: operationName, variables };
      const request = { name: 'ExplorerRequest', endpointUrl: `${url}/graphql`, headers: {}, ...operation };
      return ask(frame, request, 'ExplorerResponse');
    };
    const instances = [{ id: expect.stringMatching(/^i-/), state: expect.any(String) }];
    expect(await run('Launch')).toMatchObject({ response: { data: { launchInstances: { instances } } } });
    expect(await run('Look')).toMatchObject({ response: { data: { instances: { nodes: instances } } } });
    expect(errors).toEqual([]);
  });

  it('gives the token that it is given', async () => {
    const { path, tokens } = tokensFile({ name: 'ci' });
    const { url } = await startProcess({ PORT: '0', ...byTokens(path) });
    const { frame } = await openSandbox(url);
    const asked = { ...INTROSPECTION, sandboxEndpointUrl: `${url}/graphql` };
    expect(await ask(frame, asked, 'SchemaError')).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    const headers = { Authorization: `Bearer ${tokens[0]}` };
    const schema = await ask(
      frame,
      { ...asked, introspectionRequestHeaders: headers, operationId: 'again' },
      'SchemaResponse',
    );
    expect(schema).toMatchObject({ schema: { __schema: {} } });
  });
});
