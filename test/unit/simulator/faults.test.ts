import { describe, expect, it } from '@jest/globals';
import { type Answer, launching, Simulated } from './support/simulated.js';

const faulty = (faults: Record<string, number>) => new Simulated({ faults });
const broken = (answer: Promise<Answer>) => answer.catch((error: NodeJS.ErrnoException) => error.code);

/** The instances that are there, as seen when nothing goes wrong: chance 0.9 is beyond all rates here. */
async function instances(simulated: Simulated): Promise<number> {
  simulated.chances.push(0.9);
  return (await simulated.call('DescribeInstances')).all('instanceState').length;
}

describe('an injected fault', () => {
  it('resetBefore breaks the connection with nothing done', async () => {
    const simulated = faulty({ resetBefore: 0.5 });
    simulated.chances.push(0.1);
    expect(await broken(simulated.call('RunInstances', launching()))).toBe('ECONNRESET');
    expect(await instances(simulated)).toBe(0);
    expect(simulated.simulator.calls()).toMatchObject({ RunInstances: { resetBefore: 1 } });
  });

  it('resetAfter breaks the connection when all is done', async () => {
    const simulated = faulty({ resetAfter: 0.5 });
    simulated.chances.push(0.1);
    expect(await broken(simulated.call('RunInstances', launching()))).toBe('ECONNRESET');
    expect(await instances(simulated)).toBe(1);
    expect(simulated.simulator.calls()).toMatchObject({ RunInstances: { resetAfter: 1 } });
  });

  it('truncate sends half of an answer', async () => {
    const simulated = faulty({ truncate: 0.5 });
    simulated.chances.push(0.1);
    const { response, text } = await simulated.call('RunInstances', launching());
    expect([
      response.statusCode,
      text.includes('<RunInstancesResponse'),
      text.includes('</RunInstances'),
    ]).toEqual([200, true, false]);
    expect(await instances(simulated)).toBe(1);
  });

  it('empty sends none', async () => {
    const simulated = faulty({ empty: 0.5 });
    simulated.chances.push(0.1);
    const { response } = await simulated.call('RunInstances', launching());
    expect([response.statusCode, response.body.length]).toEqual([200, 0]);
    expect(simulated.simulator.calls()).toEqual({ RunInstances: { empty: 1 } });
  });

  it('error500 sends a page in place of XML', async () => {
    const simulated = faulty({ error500: 0.5 });
    simulated.chances.push(0.1);
    const { response, text } = await simulated.call('RunInstances', launching());
    expect([response.statusCode, response.headers['content-type'], text.startsWith('<html>')]).toEqual([
      500,
      'text/html',
      true,
    ]);
    expect(await instances(simulated)).toBe(0);
  });

  it.each([
    ['RequestLimitExceeded', 503],
    ['Unavailable', 503],
    ['InternalError', 500],
    ['UnauthorizedOperation', 403],
    ['AuthFailure', 401],
    ['SomethingElse', 400],
    ['VcpuLimitExceeded', 400],
  ])('%s is answered with status %d and nothing done', async (code, status) => {
    const simulated = faulty({ [code]: 0.5 });
    simulated.chances.push(0.1);
    const answer = await simulated.call('RunInstances', launching());
    expect([answer.outcome, answer.response.statusCode, answer.one('Message')?.length ?? 0]).toEqual([
      code,
      status,
      expect.any(Number),
    ]);
    expect(await instances(simulated)).toBe(0);
  });

  it.each(['InsufficientInstanceCapacity', 'VcpuLimitExceeded', 'InstanceLimitExceeded'])(
    '%s does not meet calls that launch nothing',
    async (code) => {
      expect((await faulty({ [code]: 1 }).call('DescribeInstances')).outcome).toBe('ok');
    },
  );

  it('meets as many calls as its rate says, beside others', async () => {
    const simulated = faulty({ InternalError: 0.25, Unavailable: 0.25, never: 0 });
    for (let call = 0; call < 100; call += 1) {
      simulated.chances.push(call / 100);
      await simulated.call('DescribeInstances');
    }
    expect(simulated.simulator.calls()).toEqual({
      DescribeInstances: { InternalError: 25, Unavailable: 25, ok: 50 },
    });
  });

  it('asks chance nothing where no fault applies', async () => {
    const simulated = faulty({ VcpuLimitExceeded: 1 });
    simulated.chances.push(0.1);
    await simulated.call('DescribeInstances');
    expect(simulated.chances).toEqual([0.1]);
  });
});

describe('latency', () => {
  it('is waited for by every call', async () => {
    const simulated = new Simulated({ latencyMs: 40 });
    await simulated.call('DescribeInstances');
    await simulated.call('Nonsense');
    expect(simulated.delays).toEqual([40, 40]);
  });

  it('is not waited for where there is none', async () => {
    const simulated = new Simulated();
    await simulated.call('DescribeInstances');
    expect(simulated.delays).toEqual([]);
  });
});
