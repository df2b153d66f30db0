import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { MEANINGS } from '../../src/ec2/sdk-errors.js';
import { ERROR_CODES } from '../../src/errors.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { STATUSES } from '../../src/rest/failure.js';
import { ROUTES } from '../../src/rest/routes.js';
import { SETTINGS } from '../../src/settings.js';

/** The cells of the rows of the tables in a page, without their code marks. */
function rows(page: string): string[][] {
  const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** Everything in code marks in a cell. */
function codes(cell: string | undefined): string[] {
  return [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(([, code]) => String(code));
}

describe('docs/configuration.md', () => {
  it('lists every setting and no other', () => {
    const documented = rows('docs/configuration.md')
      .flatMap(([name]) => codes(name))
      .filter((name) => /^[A-Z0-9_]+$/.test(name));
    expect(documented.sort()).toEqual(Object.keys(SETTINGS).sort());
  });
});

describe('docs/errors.md', () => {
  const documented = rows('docs/errors.md').filter(([code]) => codes(code).length === 1);

  it('lists every error code with its REST status and no other', () => {
    const statuses = documented.map(([code, status]) => [codes(code)[0], Number(status)]);
    expect(Object.fromEntries(statuses)).toEqual(STATUSES);
    expect(statuses.map(([code]) => code).sort()).toEqual([...ERROR_CODES].sort());
  });

  it('lists the codes of EC2 that stand behind each, and no other', () => {
    for (const [code, , ec2Codes] of documented) {
      const expected = Object.keys(MEANINGS).filter((ec2Code) => MEANINGS[ec2Code]?.code === codes(code)[0]);
      expect([code, codes(ec2Codes).sort()]).toEqual([code, expected.sort()]);
    }
  });
});

describe('The README', () => {
  it('lists every route and no other', () => {
    const documented = rows('README.md')
      .flatMap(([route]) => codes(route))
      .filter((code) => /^(GET|PUT) /.test(code));
    const routes = ROUTES.map(({ method, path }) => `${method.toUpperCase()} /v1${path}`);
    expect(documented.sort()).toEqual([...routes, 'GET /v1'].sort());
  });
});

describe('docs/operations.md', () => {
  it('warns by metrics that there are', async () => {
    const alerts = rows('docs/operations.md').filter(([, expression]) =>
      /\[5m\]|nodejs_/.test(expression ?? ''),
    );
    const named = alerts.flatMap(([, expression]) =>
      codes(expression).flatMap((code) => code.match(/\w+(?=[[{]| >)/g)),
    );
    const text = await createMetrics({ underWay: 0, refused: 0 }).text();
    const missing = named.filter((name) => !text.includes(`# HELP ${String(name).replace(/_bucket$/, '')} `));
    expect(missing).toEqual([]);
    expect(named).toHaveLength(8);
  });
});
