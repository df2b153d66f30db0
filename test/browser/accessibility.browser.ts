import { describe, expect, it } from '@jest/globals';
import { startProcess } from '../support/process.js';
import { seriousFaults } from './axe.js';
import { openPage } from './browser.js';
import { Graphiql } from './graphiql.js';

/** What GraphiQL and its editor bring and no style or attribute of ours can mend. */
const OF_GRAPHIQL = [
  // A tab is a list item with role `tab` around a button.
  'nested-interactive graphiql-tab',
  // CodeMirror scrolls the text by an element that cannot be focused; its text area moves it by the keys.
  'scrollable-region-focusable CodeMirror-scroll',
];

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
    expect(await seriousFaults(page, OF_GRAPHIQL)).toEqual([]);
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
