import { Router } from 'express';
import { refuseOthers } from '../rest/methods.js';
import type { Assets } from './assets.js';
import { htmlOf, type PageParts, showPage } from './page.js';
import { type Directives, headersWith } from './security.js';

/** What the reference page loads, and what it asks. */
const DOCS: Directives = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  // Swagger UI's style sheet has images in it.
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
};

const PAGE: PageParts = {
  title: 'REST',
  styles: ['swagger-ui.css', 'docs.css'],
  scripts: ['swagger-ui.js', 'docs.js'],
  body: `<div id="docs">
<p>The reference is being loaded. It is made of <a href="/v1/openapi.json">the OpenAPI document</a>, and needs JavaScript.</p>
</div>`,
};

/**
 * The reference page of the REST API, on which a call can be tried. It holds nothing of anybody and has the token given to it, so
 * it needs none.
 */
export function createDocsRouter(assets: Assets): Router {
  const router = Router();
  router.get(
    '/',
    showPage(() => htmlOf(PAGE, assets), headersWith(DOCS)),
  );
  router.all('/', refuseOthers(['get']));
  return router;
}
