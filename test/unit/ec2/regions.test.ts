import { describe, expect, it } from '@jest/globals';
import type { Instance, Outcome, Outcomes, RegionalEc2 } from '../../../src/ec2/ec2.js';
import { acrossRegions } from '../../../src/ec2/regions.js';
import { instanceNotFound, ServiceError } from '../../../src/errors.js';
import { aCall, aLaunch, anEc2, anId, anInstance, aPage, forEach, told } from '../../support/builders.js';
import { settled } from '../../support/clock.js';

interface Asked {
  readonly region: string;
  readonly method: string;
  readonly ids: readonly string[];
}

/** Regions with the instances that they have; what they are asked; and how they answer reads, which a test may change. */
function regionsWith(having: Readonly<Record<string, readonly string[]>>) {
  const asked: Asked[] = [];
  const answers = {
    /** What a region says of an id that it does not have; undefined for as long as it says nothing. */
    missing: async (_region: string, id: string): Promise<Outcome<Instance>> => instanceNotFound(id),
  };
  const regional = (region: string): RegionalEc2 => {
    const note = (method: string, ids: readonly string[]) => void asked.push({ region, method, ids });
    const has = (id: string) => having[region]?.includes(id) ?? false;
    const read = (method: string) => async (ids: readonly string[]) => {
      note(method, ids);
      const outcomes = ids.map(async (id) => [
        id,
        has(id) ? anInstance({ id, region }) : await answers.missing(region, id),
      ]);
      return new Map((await Promise.all(outcomes)) as [string, Outcome<Instance>][]);
    };
    const act = (method: string) => async (ids: readonly string[]) => {
      note(method, ids);
      return forEach(ids, (id) => (has(id) ? { id } : instanceNotFound(id))) as Outcomes<never>;
    };
    return anEc2({
      regions: [region],
      describeInstances: read('describe'),
      describeInstancesById: read('describeById'),
      describeInstanceStatus: act('status'),
      startInstances: act('start'),
      stopInstances: act('stop'),
      terminateInstances: act('terminate'),
      rebootInstances: act('reboot'),
      modifyInstanceAttribute: async (id) => note('modify', [id]),
      describeInstanceAttribute: async (id) => {
        note('attribute', [id]);
        return null as never;
      },
      describeInstanceTypes: async (names, of) => {
        note(`types of ${of}`, names);
        return new Map();
      },
      runInstances: async () => {
        note('run', []);
        return { id: 'r-1', instances: (having[region] ?? []).map((id) => anInstance({ id, region })) };
      },
      listInstances: async () => {
        note('list', []);
        const instances = (having[region] ?? []).map((id) => anInstance({ id, region }));
        return { instances, nextToken: undefined };
      },
    });
  };
  const [first = '', ...others] = Object.keys(having);
  return { ec2: acrossRegions([regional(first), ...others.map(regional)]), asked, answers };
}

const [A, B, C, NOWHERE] = [anId(1), anId(2), anId(3), anId(99)];
const TWO = { 'us-east-1': [A, C], 'eu-west-1': [B] };

describe('An instance in one of several regions', () => {
  it('is looked for in all of them at once, and from then on where it is', async () => {
    const { ec2, asked } = regionsWith(TWO);
    expect((await ec2.describeInstances([B], aCall())).get(B)).toMatchObject({ id: B, region: 'eu-west-1' });
    expect(asked).toEqual([
      { region: 'us-east-1', method: 'describe', ids: [B] },
      { region: 'eu-west-1', method: 'describe', ids: [B] },
    ]);
    asked.length = 0;
    await ec2.describeInstances([B], aCall());
    expect(asked).toEqual([{ region: 'eu-west-1', method: 'describe', ids: [B] }]);
  });

  it('is answered as soon as a region has it, whatever the others take', async () => {
    const { ec2, answers } = regionsWith(TWO);
    answers.missing = () => new Promise(() => {});
    expect((await ec2.describeInstances([B], aCall())).get(B)).toMatchObject({ id: B });
  });

  it('that no region shows is asked for once more by its id before it is not found', async () => {
    const { ec2, asked } = regionsWith(TWO);
    expect(told(await ec2.describeInstances([A, NOWHERE], aCall()))).toMatchObject({
      [A]: { id: A },
      [NOWHERE]: 'INSTANCE_NOT_FOUND',
    });
    expect(asked.filter(({ method }) => method === 'describeById')).toEqual([
      { region: 'us-east-1', method: 'describeById', ids: [NOWHERE] },
      { region: 'eu-west-1', method: 'describeById', ids: [NOWHERE] },
    ]);
  });

  it('is found by its id where the filter does not show it yet', async () => {
    const { ec2, answers } = regionsWith({ 'us-east-1': [] });
    let isShown = false;
    answers.missing = async (region, id) => {
      const outcome = isShown ? anInstance({ id, region }) : instanceNotFound(id);
      isShown = true;
      return outcome;
    };
    expect((await ec2.describeInstances([A], aCall())).get(A)).toMatchObject({ id: A });
  });

  it('is not said to be nowhere while a region does not answer', async () => {
    const { ec2, answers } = regionsWith(TWO);
    answers.missing = async (region, id) =>
      region === 'us-east-1' ? new ServiceError('TIMEOUT', 'no answer') : instanceNotFound(id);
    expect((await ec2.describeInstances([NOWHERE], aCall())).get(NOWHERE)).toMatchObject({
      code: 'UPSTREAM',
      message: 'us-east-1 did not tell whether it has the instance: no answer',
    });
  });

  it('is told to come again where the budget of a region ran out', async () => {
    const { ec2, answers } = regionsWith(TWO);
    const throttled = new ServiceError('THROTTLED', 'wait', { retryAfterSeconds: 3 });
    answers.missing = async (region, id) => (region === 'us-east-1' ? throttled : instanceNotFound(id));
    expect((await ec2.describeInstances([NOWHERE], aCall())).get(NOWHERE)).toBe(throttled);
  });

  it.each(['start', 'reboot', 'status'] as const)('is acted on where it is: %s', async (method) => {
    const { ec2, asked } = regionsWith(TWO);
    const methods = {
      start: ec2.startInstances,
      reboot: ec2.rebootInstances,
      status: ec2.describeInstanceStatus,
    };
    const outcomes = await methods[method]([A, B, C, NOWHERE], aCall());
    expect(told(outcomes as Outcomes<unknown>)).toEqual({
      [A]: { id: A },
      [B]: { id: B },
      [C]: { id: C },
      [NOWHERE]: 'INSTANCE_NOT_FOUND',
    });
    const acted = asked.filter((each) => each.method === method);
    expect(acted.map(({ region, ids }) => [...ids, region])).toEqual([
      [A, 'us-east-1'],
      [B, 'eu-west-1'],
      [C, 'us-east-1'],
    ]);
    asked.length = 0;
    await methods[method]([A, B, C], aCall());
    expect(asked).toEqual([
      { region: 'us-east-1', method, ids: [A, C] },
      { region: 'eu-west-1', method, ids: [B] },
    ]);
  });

  it('is acted on though another one is looked for in a region that does not answer', async () => {
    const { ec2, asked, answers } = regionsWith(TWO);
    answers.missing = (_, id) =>
      id === NOWHERE ? new Promise(() => {}) : Promise.resolve(instanceNotFound(id));
    void ec2.startInstances([A, NOWHERE], aCall());
    await settled();
    expect(asked.filter(({ method }) => method === 'start')).toEqual([
      { region: 'us-east-1', method: 'start', ids: [A] },
    ]);
  });

  it.each(['stopInstances', 'terminateInstances'] as const)('is acted on where it is: %s', async (method) => {
    const { ec2 } = regionsWith(TWO);
    expect(told(await ec2[method]([A, B], { force: true }, aCall()))).toEqual({
      [A]: { id: A },
      [B]: { id: B },
    });
  });

  it('is modified and asked for its attributes where it is', async () => {
    const { ec2, asked } = regionsWith(TWO);
    await ec2.modifyInstanceAttribute(B, { attribute: 'ebsOptimized', value: true }, aCall());
    await ec2.describeInstanceAttribute(B, 'userData', aCall());
    expect(asked.slice(2)).toEqual([
      { region: 'eu-west-1', method: 'modify', ids: [B] },
      { region: 'eu-west-1', method: 'attribute', ids: [B] },
    ]);
  });

  it('that is nowhere is not modified anywhere', async () => {
    const { ec2, asked } = regionsWith(TWO);
    const change = { attribute: 'ebsOptimized', value: true } as const;
    await expect(ec2.modifyInstanceAttribute(NOWHERE, change, aCall())).rejects.toMatchObject({
      code: 'INSTANCE_NOT_FOUND',
    });
    expect(asked.map(({ method }) => method)).not.toContain('modify');
  });
});

describe('A launch', () => {
  it.each([
    ['eu-west-1a', 'eu-west-1'],
    ['us-east-1b', 'us-east-1'],
    ['eu-west-1-ham-1a', 'eu-west-1'],
    [undefined, 'us-east-1'],
    ['ap-south-1a', 'us-east-1'],
    ['eu-west-10a', 'us-east-1'],
  ])('with the placement %s goes to %s', async (placement, region) => {
    const { ec2, asked } = regionsWith(TWO);
    await ec2.runInstances(aLaunch({ placement }), aCall());
    expect(asked).toEqual([{ region, method: 'run', ids: [] }]);
  });

  it('tells where its instances are', async () => {
    const { ec2, asked } = regionsWith(TWO);
    await ec2.runInstances(aLaunch({ placement: 'eu-west-1a' }), aCall());
    await ec2.rebootInstances([B], aCall());
    expect(asked[1]).toEqual({ region: 'eu-west-1', method: 'reboot', ids: [B] });
    expect(asked).toHaveLength(2);
  });
});

describe('A region', () => {
  it('gives its own list and its own instance types, and the list tells where instances are', async () => {
    const { ec2, asked } = regionsWith(TWO);
    await ec2.listInstances(aPage({ region: 'eu-west-1' }), aCall());
    await ec2.describeInstanceTypes(['t3.micro'], 'eu-west-1', aCall());
    await ec2.startInstances([B], aCall());
    expect(asked).toEqual([
      { region: 'eu-west-1', method: 'list', ids: [] },
      { region: 'eu-west-1', method: 'types of eu-west-1', ids: ['t3.micro'] },
      { region: 'eu-west-1', method: 'start', ids: [B] },
    ]);
  });

  it('that is the only one is never looked for', async () => {
    const { ec2, asked } = regionsWith({ 'us-east-1': [A] });
    await ec2.startInstances([A, NOWHERE], aCall());
    expect(asked).toEqual([{ region: 'us-east-1', method: 'start', ids: [A, NOWHERE] }]);
  });
});
