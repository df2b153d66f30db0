import { expect, it } from '@jest/globals';
import { startProcess } from '../support/process.js';
import { aClient } from '../support/web-socket.js';

it('A WebSocket is closed with 1001 on SIGTERM, and the process ends well', async () => {
  const { url, kill, ended } = await startProcess({ PORT: '0', DRAIN_DELAY_MS: '0' });
  const { ask, closed } = aClient({ url });
  expect((await ask('{ __typename }')).data).toEqual({ __typename: 'Query' });
  kill('SIGTERM');
  expect(await closed).toMatchObject({ code: 1001, reason: 'The service is shutting down' });
  expect(await ended).toBe(0);
});
