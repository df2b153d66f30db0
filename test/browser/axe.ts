import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Faults that keep somebody out, by rule and element, but for known ones: a rule and what stands in its element. */
export async function seriousFaults(page: Page, known: readonly string[] = []): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id} ${html.slice(0, 200)}`))
    .filter((fault) => !known.some((one) => isThat(fault, one)));
}

function isThat(fault: string, known: string): boolean {
  const [rule = '', place = ''] = known.split(' ');
  return fault.startsWith(`${rule} `) && fault.includes(place);
}
