import { Router } from 'express';

export interface Health {
  isDraining(): boolean;
  /** Whether EC2 can be reached. */
  reachesEc2(): Promise<boolean>;
}

/** `/livez`: the process answers. `/readyz`: it may be sent requests. */
export function createHealthRouter(health: Health): Router {
  const router = Router();
  router.get('/livez', (_request, response) => void response.type('text').send('ok\n'));
  router.get('/readyz', async (_request, response) => {
    const reason = await unreadiness(health);
    response
      .status(reason === undefined ? 200 : 503)
      .type('text')
      .send(`${reason ?? 'ok'}\n`);
  });
  return router;
}

async function unreadiness({ isDraining, reachesEc2 }: Health): Promise<string | undefined> {
  if (isDraining()) return 'shutting down';
  return (await reachesEc2()) ? undefined : 'EC2 cannot be reached';
}
