import { Router } from 'express';

export interface MetricsPage {
  readonly contentType: string;
  text(): Promise<string>;
}

/** What Prometheus fetches. */
export function createMetricsRouter({ contentType, text }: MetricsPage): Router {
  const router = Router();
  router.get('/metrics', async (_request, response) => {
    response.set('Content-Type', contentType).end(await text());
  });
  return router;
}
