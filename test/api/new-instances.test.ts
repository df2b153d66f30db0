import { describe, expect, it } from '@jest/globals';
import { DOORS, graphql } from '../support/doors.js';
import { startService } from '../support/service.js';

const IMAGE = { imageId: 'ami-12c6146b', instanceType: 't3.micro' };

describe.each(DOORS)('An instance that EC2 does not show yet, through %s', (_name, open) => {
  it.each(['reboot', 'terminate'] as const)('can be read, modified and %sed at once', async (verb) => {
    const service = await startService({ SIMULATOR_CONSISTENCY_MS: '3000', SIMULATOR_TRANSITION_MS: '0' });
    const door = open(service);
    const [id = ''] = (await door.launch(IMAGE)).value as string[];
    expect(await door.act(verb, id)).toMatchObject({ status: 200 });
    const [other = ''] = (await door.launch(IMAGE)).value as string[];
    expect(await door.attributes(other, 'id')).toMatchObject({ status: 200, value: { id: other } });
    const [third = ''] = (await door.launch(IMAGE)).value as string[];
    expect(await door.modify(third, 'disableApiStop', 'true')).toMatchObject({ status: 200 });
  });

  it('is not waited for when nobody has launched it here', async () => {
    const service = await startService({ SIMULATOR_CONSISTENCY_MS: '3000' });
    const answer = await open(service).attributes('i-0123456789abcdef0', 'id');
    expect(answer).toMatchObject({ status: 404, calls: { DescribeInstances: 2 } });
  });
});

describe('A new instance', () => {
  it('is told apart from one that does not exist, when the deadline comes before EC2 shows it', async () => {
    let isOver = false;
    const delay = async () => {
      if (isOver) throw new Error('the deadline');
    };
    const service = await startService({ SIMULATOR_CONSISTENCY_MS: '3000' }, { delay });
    const launch =
      'mutation { launchInstances(input: { imageId: "ami-12c6146b", instanceType: "t3.micro" }) { instanceIds } }';
    const { data } = await graphql(service, launch);
    const [id] = data.launchInstances.instanceIds;
    isOver = true;
    const query = 'query ($id: ID!) { instance(id: $id) { id status { system } userData } }';
    const { errors } = await graphql(service, query, { id });
    expect(errors[0]).toMatchObject({
      message: `EC2 does not show the new instance ${id} yet`,
      extensions: { code: 'TIMEOUT', retryable: true },
    });
  });
});
