import { expect, it } from '@jest/globals';
import express from 'express';
import request from 'supertest';
import { createHealthRouter } from '../../../src/http/health.js';

function health(isDraining: boolean, reaches: () => boolean) {
  const reachesEc2 = async () => reaches();
  return request(express().use(createHealthRouter({ isDraining: () => isDraining, reachesEc2 })));
}

const never = (): boolean => {
  throw new Error('EC2 was not to be asked');
};

it.each([
  ['serves', false, () => true, 200, 'ok\n'],
  ['cannot reach EC2', false, () => false, 503, 'EC2 cannot be reached\n'],
  ['shuts down, without asking EC2', true, never, 503, 'shutting down\n'],
])(
  'a service that %s says so when it is asked whether it is ready',
  async (_, isDraining, reaches, status, text) => {
    expect(await health(isDraining, reaches).get('/readyz')).toMatchObject({ status, text });
  },
);

it.each([true, false])(
  'a service that answers lives, shutting down (%s) or not, without asking EC2',
  async (isDraining) => {
    expect(await health(isDraining, never).get('/livez')).toMatchObject({ status: 200, text: 'ok\n' });
  },
);
