import { Router } from 'express';
import { refuseOthers } from '../rest/methods.js';
import type { Assets } from './assets.js';
import { showPage } from './page.js';
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

/**
 * The reference page of the REST API, on which a call can be tried. It holds nothing of anybody and has the token given to it, so
 * it needs none.
 */
export function createDocsRouter(assets: Assets): Router {
  const router = Router();
  router.get(
    '/',
    showPage(() => pageOf(assets), headersWith(DOCS)),
  );
  router.all('/', refuseOthers(['get']));
  return router;
}

function pageOf(assets: Assets): string {
  const addressOf = (name: string) => assets.addressOf(name);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>launch-provision: REST</title>
<link rel="icon" href="${addressOf('icon.svg')}">
<link rel="stylesheet" href="${addressOf('swagger-ui.css')}">
<link rel="stylesheet" href="${addressOf('docs.css')}">
<script src="${addressOf('swagger-ui.js')}" defer></script>
<script src="${addressOf('docs.js')}" defer></script>
</head>
<body>
<div id="docs">
<p>The reference is being loaded. It is made of <a href="/v1/openapi.json">the OpenAPI document</a>, and needs JavaScript.</p>
</div>
</body>
</html>
`;
}
