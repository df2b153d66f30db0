import { describe, expect, it } from '@jest/globals';
import type { Page, Route } from 'playwright-core';
import { startProcess } from '../support/process.js';
import { byTokens, tokensFile } from '../support/tokens.js';
import { type Opened, openPage } from './browser.js';
import { Graphiql } from './graphiql.js';

const SCRIPT = 'https://embeddable-sandbox.cdn.apollographql.com/v2/embeddable-sandbox.umd.production.min.js';
const LOST_SCRIPT = `Failed to load resource: net::ERR_FAILED ${SCRIPT}`;

function startService(environment: Record<string, string> = {}) {
  return startProcess({ PORT: '0', SIMULATOR_TRANSITION_MS: '0', ...environment });
}

/** What the browser keeps of it. */
async function kept(page: Page): Promise<string> {
  return String(await page.evaluate('JSON.stringify(localStorage)'));
}

/** Runs what the explorer opens with. */
async function useFirstDocument({ page }: Opened): Promise<void> {
  const graphiql = new Graphiql(page);
  const launch = await graphiql.run('Launch');
  const instances = [{ id: expect.stringMatching(/^i-[0-9a-f]{17}$/), state: expect.any(String) }];
  expect(launch).toMatchObject({ data: { launchInstances: { instances } } });
  const look = await graphiql.run('Look');
  expect(look).toMatchObject({
    data: { instances: { nodes: [{ ...instances[0], instanceType: 't3.micro' }] } },
  });
}

describe('/graphql where Sandbox cannot be had', () => {
  it('turns into the bundled GraphiQL within two seconds of the failure, and works', async () => {
    const { url } = await startService();
    const opened = await openPage();
    const failed = opened.page.waitForEvent('requestfailed');
    await opened.page.goto(`${url}/graphql`);
    await failed;
    await new Graphiql(opened.page).shown.waitFor({ timeout: 2000 });
    await useFirstDocument(opened);
    expect(opened.errors).toEqual([LOST_SCRIPT]);
    expect(opened.outside).toEqual([SCRIPT]);
  });

  it('does so within two seconds where nothing is heard from its host at all', async () => {
    const { url } = await startService();
    const opened = await openPage({}, () => new Promise(() => {}));
    const begun = Date.now();
    await opened.page.goto(`${url}/graphql`, { waitUntil: 'commit' });
    await new Graphiql(opened.page).shown.waitFor();
    expect(Date.now() - begun).toBeLessThan(1200 + 2000);
    await useFirstDocument(opened);
    expect(opened.errors).toEqual([]);
    expect(opened.outside).toEqual([SCRIPT]);
  });

  it('does so where its script comes but not what the script shows', async () => {
    const { url } = await startService();
    const empty = { contentType: 'text/javascript', body: 'window.EmbeddedSandbox = class { dispose() {} }' };
    const opened = await openPage({}, (route: Route) => route.fulfill(empty));
    await opened.page.clock.install();
    const arrived = opened.page.waitForEvent('requestfinished', (request) => request.url() === SCRIPT);
    await opened.page.goto(`${url}/graphql`);
    await arrived;
    await opened.page.clock.fastForward(10_000);
    await new Graphiql(opened.page).shown.waitFor();
    expect(opened.errors).toEqual([]);
  });
});

describe('/graphiql', () => {
  it('is GraphiQL, which works without any other host', async () => {
    const { url } = await startService();
    const opened = await openPage();
    await opened.page.goto(`${url}/graphiql`);
    await useFirstDocument(opened);
    expect(opened.errors).toEqual([]);
    expect(opened.outside).toEqual([]);
  });

  it('opens its menus and dialogs without an error', async () => {
    const { url } = await startService();
    const { page, errors } = await openPage();
    await page.goto(`${url}/graphiql`);
    await new Graphiql(page).shown.waitFor();
    for (const name of ['Open short keys dialog', 'Open settings dialog']) {
      await page.getByRole('button', { name }).click();
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.getByRole('link', { name: 'Mutation' }).click();
    await page.getByText('launchInstances').first().waitFor();
    expect(errors).toEqual([]);
  });

  it('leaves what somebody has written as it is when he comes again', async () => {
    const { url } = await startService();
    const { page } = await openPage();
    await page.goto(`${url}/graphiql`);
    await new Graphiql(page).shown.waitFor();
    await page.reload();
    await page.getByRole('textbox', { name: 'Variables' }).focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText('{"name": "mine"}');
    // As the tab's and as the last of all; both are kept a while after they are written.
    while (!/mine.*mine/s.test(await kept(page))) await page.waitForTimeout(50);
    await page.reload();
    await new Graphiql(page).shown.waitFor();
    expect(await page.getByRole('tab').count()).toBe(1);
    expect(await page.locator('.graphiql-editor-tool').textContent()).toContain('mine');
  });

  it('gives the token with what it asks, the schema too', async () => {
    const { path, tokens } = tokensFile({ name: 'ci' });
    const { url } = await startService(byTokens(path));
    const opened = await openPage();
    await opened.page.goto(`${url}/graphiql`);
    const graphiql = new Graphiql(opened.page);
    expect(await graphiql.run('Look')).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    await graphiql.setHeaders({ Authorization: `Bearer ${tokens[0]}` });
    const told = opened.page.waitForResponse((response) => response.ok());
    await graphiql.fetchSchema();
    expect((await (await told).json()).data.__schema.queryType.name).toBe('Query');
    await useFirstDocument(opened);
    expect(await kept(opened.page)).not.toContain(tokens[0]);
  });

  it('says so where it cannot be loaded', async () => {
    const { url } = await startService();
    const { page } = await openPage();
    await page.route('**/assets/react-dom-*', (route) => route.fulfill({ status: 503 }));
    await page.goto(`${url}/graphiql`);
    await page.getByText('The explorer could not be loaded').waitFor();
  });

  it('may open a WebSocket to the service', async () => {
    const { url } = await startService();
    const { page, errors } = await openPage();
    await page.goto(`${url}/graphiql`);
    const opens = `new Promise((resolve) => {
      const socket = new WebSocket(location.origin.replace('http', 'ws') + '/graphql', 'graphql-transport-ws');
      for (const event of ['open', 'error']) socket.addEventListener(event, () => resolve(event));
    })`;
    expect(await page.evaluate(opens)).toBe('open');
    expect(errors).toEqual([]);
  });
});
