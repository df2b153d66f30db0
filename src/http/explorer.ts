import type { Request, RequestHandler } from 'express';
import { FIRST_DOCUMENT, FIRST_VARIABLES } from '../graphql/first-document.js';
import type { Assets } from './assets.js';
import { htmlOf, type PageParts, showPage } from './page.js';
import { type Directives, headersWith } from './security.js';

/** What the page with the bundled GraphiQL loads, and what it asks. */
const GRAPHIQL: Directives = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  // Of styles in the page only the one by which its menus and dialogs keep what is behind them from scrolling.
  'style-src': ["'self'", "'sha256-nzTgYzXYDNe6BAHiiI7NNlfK8n/auuOAhh2t92YvuXo='"],
  // Its style sheet has fonts and images in it.
  'font-src': ['data:'],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
};

const CDN = 'https://embeddable-sandbox.cdn.apollographql.com';
const FRAME = 'https://sandbox.embed.apollographql.com';

/** With Apollo Sandbox: a script that puts a frame into the page, and asks the service for what the frame wants. */
const SANDBOX: Directives = {
  ...GRAPHIQL,
  'script-src': ["'self'", CDN],
  'frame-src': [FRAME],
};

/** The bundled GraphiQL. */
export function showGraphiql(assets: Assets): RequestHandler {
  return showPage(() => pageOf(assets, false), headersWith(GRAPHIQL));
}

/**
 * Shows browsers Apollo Sandbox in place of GraphQL's answers, or where it cannot be had the bundled GraphiQL. The page holds
 * nothing of anybody and has the token given to it, so it comes before authentication.
 */
export function showExplorer(assets: Assets): RequestHandler {
  const show = showPage(() => pageOf(assets, true), headersWith(SANDBOX));
  return (request, response, next) => {
    if (!asksForPage(request)) return next();
    response.vary('Accept');
    return show(request, response, next);
  };
}

/** What Apollo Server chooses from, so that it is asked by whoever wants any of it. */
const TYPES = [
  'application/json; charset=utf-8',
  'application/graphql-response+json; charset=utf-8',
  'multipart/mixed; deferSpec=20220824',
  'multipart/mixed; incrementalSpec=v0.2',
  'multipart/mixed',
  'text/html',
];

/** Of what a client accepts, in characters: to choose takes the longer the more there is, and nobody is known yet. */
const MOST_ACCEPTED = 1024;

function asksForPage(request: Request): boolean {
  const { accept } = request.headers;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!isRead || !accept || accept.length > MOST_ACCEPTED) return false;
  return request.accepts(TYPES) === 'text/html';
}

function pageOf(assets: Assets, withSandbox: boolean): string {
  const addressOf = (name: string) => assets.addressOf(name);
  const settings = {
    sandbox: withSandbox && {
      script: `${CDN}/v2/embeddable-sandbox.umd.production.min.js`,
      frameOrigin: FRAME,
    },
    document: FIRST_DOCUMENT,
    variables: FIRST_VARIABLES,
    graphiql: {
      styles: ['graphiql.css', 'graphiql-own.css'].map(addressOf),
      scripts: ['react.js', 'react-dom.js', 'graphiql.js'].map(addressOf),
    },
  };
  const data = JSON.stringify(settings).replaceAll('<', '\\u003c');
  const page: PageParts = {
    title: 'GraphQL',
    styles: ['explorer.css'],
    scripts: ['explorer.js'],
    data: `<script id="settings" type="application/json">${data}</script>`,
    body: `<main id="explorer">
<p>The explorer is being loaded. <a href="/graphiql">GraphiQL</a> needs nothing from elsewhere, but JavaScript.</p>
</main>`,
  };
  return htmlOf(page, assets);
}
