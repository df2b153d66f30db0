import { createHash } from 'node:crypto';
import { Router } from 'express';
import { refuseOthers } from '../methods.js';
import { sendText } from '../send.js';

interface Written {
  readonly text: string;
  readonly etag: string;
}

/** Serves the OpenAPI document of this version, which is made when it is first asked for, so that the start does without. */
export function createOpenApiRouter(version: string): Router {
  let written: Written | undefined;
  const router = Router();
  router.get('/', async (request, response) => {
    written ??= await write(version);
    response.set({ ETag: written.etag, 'Cache-Control': 'no-cache' });
    if (request.fresh) {
      response.status(304).end();
      return;
    }
    response.set('Content-Type', 'application/json; charset=utf-8');
    sendText(response, written.text);
  });
  router.all('/', refuseOthers(['get']));
  return router;
}

async function write(version: string): Promise<Written> {
  const { openApiDocument } = await import('./document.js');
  const text = JSON.stringify(openApiDocument(version));
  return { text, etag: `"${createHash('sha256').update(text).digest('hex').slice(0, 16)}"` };
}
