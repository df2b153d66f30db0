import { describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { startProcess } from '../support/process.js';
import { byTokens, tokensFile } from '../support/tokens.js';
import { seriousFaults } from './axe.js';
import { openPage } from './browser.js';

/** What Swagger UI brings and no style or attribute of ours can mend. */
const OF_SWAGGER_UI = [
  // A route opens by a button that has the address of the route and a button to copy it in it.
  'nested-interactive opblock-summary-control',
  // Numbers have their colour in an attribute; a filter makes them brighter, which axe does not see.
  'color-contrast 211',
  // The button that takes the token is called by what it does.
  'label-content-name-mismatch auth',
];

function startService(environment: Record<string, string> = {}) {
  return startProcess({ PORT: '0', SIMULATOR_TRANSITION_MS: '0', ...environment });
}

function route(page: Page, operation: string): Locator {
  return page.locator(`[id$="-${operation}"]`);
}

async function open(page: Page, operation: string): Promise<void> {
  await route(page, operation).locator('.opblock-summary-control').click();
}

/** Sends what stands in the form of a route; the status and the body that are shown then. */
async function execute(page: Page, operation: string): Promise<readonly [string, unknown]> {
  const clear = route(page, operation).getByRole('button', { name: 'Clear' });
  // An earlier answer would stand there until the next one has come.
  if (await clear.isVisible()) await clear.click();
  await route(page, operation).getByRole('button', { name: 'Execute' }).click();
  const shown = route(page, operation).locator('.live-responses-table .response');
  const status = await shown.locator('.response-col_status').textContent();
  const body = await shown.locator('.highlight-code code').first().textContent();
  return [status?.trim() ?? '', JSON.parse(body ?? '')];
}

describe('The reference page', () => {
  it('launches an instance, shows its id, and reads it', async () => {
    const { url } = await startService();
    const { page, outside, errors } = await openPage();
    await page.goto(`${url}/docs`);
    await open(page, 'launchInstances');
    const launched = await execute(page, 'launchInstances');
    expect(launched).toEqual(['200', [expect.stringMatching(/^i-[0-9a-f]{17}$/)]]);
    const [id] = launched[1] as [string];

    await open(page, 'getAttribute');
    await route(page, 'getAttribute').getByPlaceholder('id', { exact: true }).fill(id);
    expect(await execute(page, 'getAttribute')).toEqual(['200', { id }]);
    expect([outside, errors]).toEqual([[], []]);
  });

  it('shows what is wrong with a request', async () => {
    const { url } = await startService();
    const { page } = await openPage();
    await page.goto(`${url}/docs`);
    await open(page, 'launchInstances');
    await page.getByRole('textbox', { name: 'Request body' }).fill('{ "ami": "ami-12c6146b" }');
    expect(await execute(page, 'launchInstances')).toEqual([
      expect.stringMatching(/^400/),
      'Required arguments not provided: instance_type',
    ]);
  });

  it('asks with the token that it is given, and forgets it with the page', async () => {
    const { path, tokens } = tokensFile({ name: 'ci' });
    const { url } = await startService(byTokens(path));
    const { page } = await openPage();
    await page.goto(`${url}/docs`);
    await open(page, 'getIndex');
    expect(await execute(page, 'getIndex')).toEqual([expect.stringMatching(/^401/), expect.any(String)]);

    await page.getByRole('button', { name: 'Authorize', exact: true }).click();
    await page.locator('.auth-container input').fill(tokens[0] ?? '');
    await page.locator('.auth-container button[type=submit]').click();
    await page.locator('.auth-container').getByRole('button', { name: 'Close' }).click();
    expect(await execute(page, 'getIndex')).toEqual(['200', expect.anything()]);
    expect(await page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })')).toBe('{}');
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ] as const)(
    'keeps nobody out, and needs no scrolling sideways: %s, %d pixels wide',
    async (colorScheme, width) => {
      const { url } = await startService();
      const { page } = await openPage({ colorScheme, viewport: { width, height: 800 } });
      await page.goto(`${url}/docs`);
      await open(page, 'launchInstances');
      await execute(page, 'launchInstances');
      await open(page, 'getAttributes');
      await page.getByRole('button', { name: 'Authorize', exact: true }).click();
      await page.locator('.auth-container').waitFor();
      expect(await seriousFaults(page, OF_SWAGGER_UI)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    },
  );
});
