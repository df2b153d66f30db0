import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startProcess } from '../support/process.js';

/** The lines of the audit trail among what a process has written. */
function audited(output: string): Record<string, unknown>[] {
  const lines = output.split('\n').filter((line) => line.includes('"audit":'));
  return lines.map((line) => JSON.parse(line));
}

const LAUNCH = { ami: 'ami-12c6146b', instance_type: 't3.micro' };

describe('The audit trail of a process', () => {
  it('is on its standard output, though its log is silent', async () => {
    const { url, output, kill, ended } = await startProcess({
      PORT: '0',
      LOG_LEVEL: 'silent',
      DRAIN_DELAY_MS: '0',
    });
    const { body } = await request(url).put('/v1/launch').send(LAUNCH).expect(200);
    kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(audited(output())).toMatchObject([
      { audit: 'change', operation: 'launchInstances', imageId: 'ami-12c6146b' },
      { audit: 'outcome', operation: 'launchInstances', outcome: 'ok', ids: body },
    ]);
    expect(output()).not.toContain('shutting down');
  });

  it('has what became of a change that was under way when the time to drain was up', async () => {
    const simulator = await startProcess({ SIMULATOR_PORT: '0', SIMULATOR_LATENCY_MS: '800' }, 'simulator');
    const { url, output, kill, ended } = await startProcess({
      PORT: '0',
      EC2_BACKEND: 'aws',
      AUTH: 'none',
      DRAIN_DELAY_MS: '0',
      DRAIN_TIMEOUT_MS: '50',
      AWS_ENDPOINT_URL_EC2: simulator.url,
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
    });
    const cut = request(url)
      .put('/v1/i-00000001/start')
      .then(
        ({ status }) => status,
        ({ code }) => code,
      );
    while (audited(output()).length === 0) await request(url).get('/livez').expect(200);
    kill('SIGTERM');
    expect(await cut).toBe('ECONNRESET');
    expect(await ended).toBe(0);
    const ids = ['i-00000001'];
    expect(audited(output())).toMatchObject([
      { audit: 'change', operation: 'startInstances', ids },
      { audit: 'outcome', results: [{ id: 'i-00000001', outcome: 'OUTCOME_UNKNOWN' }] },
      {
        audit: 'settled',
        results: [{ id: 'i-00000001', outcome: 'INSTANCE_NOT_FOUND', ec2RequestId: expect.any(String) }],
      },
    ]);
  });
});
