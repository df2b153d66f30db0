import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { restDoor } from '../support/doors.js';
import { stoppedInstances } from '../support/instances.js';
import { metric } from '../support/metrics.js';
import { startService } from '../support/service.js';
import { startWithSlowEc2 } from '../support/slow-ec2.js';

const LAUNCH = { ami: 'ami-12c6146b', instance_type: 't3.micro' };

describe('/metrics', () => {
  it('is in the format that Prometheus reads, with the process beside EC2', async () => {
    const { url } = await startService();
    const { headers, text } = await request(url).get('/metrics').set('Host', '10.0.0.1:4000').expect(200);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(text).toMatch(/^# TYPE ec2_calls_total counter$/m);
    expect(text).toMatch(/^process_resident_memory_bytes \d+/m);
  });

  it('counts EC2 calls by what came of them', async () => {
    const service = await startService();
    await request(service.url).put('/v1/launch').send(LAUNCH).expect(200);
    await request(service.url)
      .put('/v1/launch')
      .send({ ...LAUNCH, ami: 'ami-00000000' })
      .expect(408);
    expect(await metric(service, 'ec2_calls_total')).toEqual({
      'ec2_calls_total{action="RunInstances",outcome="ok"}': 1,
      'ec2_calls_total{action="RunInstances",outcome="InvalidAMIID.NotFound"}': 1,
    });
  });

  it('counts what EC2 did not answer by the code of the service', async () => {
    const service = await startService({ SIMULATOR_FAULTS: 'resetBefore=1' });
    await request(service.url).get('/v1/i-00000001/attributes').expect(408);
    expect(await metric(service, 'ec2_calls_total')).toEqual({
      'ec2_calls_total{action="DescribeInstances",outcome="TIMEOUT"}': 3,
    });
  });

  it('tells how many go together in a call, and how often a batch was taken apart', async () => {
    const { service, atOnce } = await startWithSlowEc2();
    const good = await stoppedInstances(service, 9);
    const before = await metric(service, 'ec2_batch_size_sum{action="StartInstances"}');
    const door = restDoor(service);
    await atOnce(['i-00000001', ...good].map((id) => () => door.act('start', id)));
    expect(before).toEqual({});
    expect(await metric(service, 'ec2_batch_size_sum{action="StartInstances"}')).toEqual({
      'ec2_batch_size_sum{action="StartInstances"}': 10,
    });
    expect(await metric(service, 'ec2_batch_size_count{action="StartInstances"}')).toEqual({
      'ec2_batch_size_count{action="StartInstances"}': expect.any(Number),
    });
  });

  it('counts batches that are taken apart', async () => {
    const { service, atOnce } = await startWithSlowEc2();
    const good = await stoppedInstances(service, 2);
    const door = restDoor(service);
    // The first leaves at once and alone; the others go together while it is under way.
    await atOnce([good[0], good[1], 'i-00000001'].map((id) => () => door.act('start', id ?? '')));
    expect(await metric(service, 'ec2_batch_splits_total')).toEqual({
      'ec2_batch_splits_total{action="StartInstances"}': 1,
    });
  });

  it('tells how long calls waited for the budget', async () => {
    const service = await startService({ EC2_BUDGET: 'RunInstances=1/2' });
    for (const _ of [1, 2]) await request(service.url).put('/v1/launch').send(LAUNCH).expect(200);
    const waits = await metric(service, 'ec2_throttle_wait_seconds');
    expect(waits).toMatchObject({
      'ec2_throttle_wait_seconds_bucket{le="0",action="RunInstances"}': 1,
      'ec2_throttle_wait_seconds_sum{action="RunInstances"}': 0.5,
      'ec2_throttle_wait_seconds_count{action="RunInstances"}': 2,
    });
  });
});
