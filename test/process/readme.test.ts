import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { startProcess } from '../support/process.js';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The id that stands in the README for the reader's own. */
const ID = /["/](i-[0-9a-f]{17})["/\\]/.exec(README)?.[1] ?? '';

interface Example {
  readonly language: string;
  readonly text: string;
  readonly answer: unknown;
}

/** Every block of a shell command or a query that is followed by its answer. */
const EXAMPLES: Example[] = [...README.matchAll(/```(sh|graphql)\n([^`]+)```\n```json\n([^`]+)```/g)].map(
  ([, language = '', text = '', answer = '']) => ({ language, text, answer: JSON.parse(answer) }),
);

describe('The examples of the README', () => {
  it('answer what stands below them', async () => {
    const { url } = await startProcess({ PORT: '0', SIMULATOR_TRANSITION_MS: '0' });
    let launched = ID;
    for (const { language, text, answer } of EXAMPLES) {
      const command = language === 'sh' ? text : asCurl(text);
      const output = execFileSync('sh', ['-c', mine(command)], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      if (launched === ID) launched = JSON.parse(output)[0];
      const documented = JSON.parse(mine(JSON.stringify(answer)));
      expect([text, withoutTimes(JSON.parse(output))]).toEqual([text, withoutTimes(documented)]);
    }
    expect(EXAMPLES).toHaveLength(10);

    function mine(text: string): string {
      return text.replaceAll(ID, launched).replaceAll('localhost:4000', new URL(url).host);
    }
  });
});

function asCurl(query: string): string {
  return `curl 'localhost:4000/graphql' -H 'Content-Type: application/json' -d '${JSON.stringify({ query })}'`;
}

/** The time of a launch is another each time. */
function withoutTimes(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer).replace(/\d{4}-\d\d-\d\dT[\d-]+\.\d{3}Z/g, 'TIME'));
}
