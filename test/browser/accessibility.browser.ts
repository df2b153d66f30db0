import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { startProcess } from '../support/process.js';
import { openPage } from './browser.js';
import { Graphiql } from './graphiql.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What GraphiQL and its editor bring and no style or attribute of ours can mend. */
const OF_GRAPHIQL = [
  // A tab is a list item with role `tab` around a button.
  'nested-interactive graphiql-tab',
  // CodeMirror scrolls the text by an element that cannot be focused; its text area moves it by the keys.
  'scrollable-region-focusable CodeMirror-scroll',
];

/** Faults that keep somebody out, by rule and element. */
async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id} ${html.slice(0, 200)}`));
}

function isOfGraphiql(fault: string): boolean {
  return OF_GRAPHIQL.some((known) => {
    const [rule = '', place = ''] = known.split(' ');
    return fault.startsWith(`${rule} `) && fault.includes(place);
  });
}

describe('The explorer', () => {
  it.each([
    ['/graphql', 'light', 1280],
    ['/graphql', 'dark', 1280],
    ['/graphiql', 'light', 1280],
    ['/graphiql', 'dark', 1280],
    ['/graphiql', 'light', 390],
    ['/graphiql', 'dark', 390],
  ] as const)('keeps nobody out: %s, %s, %d pixels wide', async (path, colorScheme, width) => {
    const { url } = await startProcess({ PORT: '0', SIMULATOR_TRANSITION_MS: '0' });
    const { page } = await openPage({ colorScheme, viewport: { width, height: 800 } });
    await page.goto(url + path);
    const graphiql = new Graphiql(page);
    await graphiql.shown.waitFor();
    await graphiql.run('Launch');
    const faults = await seriousFaults(page);
    expect(faults.filter((fault) => !isOfGraphiql(fault))).toEqual([]);
  });

  it('keeps nobody out while it is being loaded', async () => {
    const { url } = await startProcess({ PORT: '0' });
    const { page } = await openPage();
    await page.route('**/assets/explorer-*.js', (route) => route.abort());
    await page.goto(`${url}/graphql`);
    await page.getByRole('link', { name: 'GraphiQL' }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });
});
