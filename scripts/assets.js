import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What pages load, by the names that they know: files of packages and of `pages`. */
const ASSETS = {
  'icon.svg': 'pages/icon.svg',
  'explorer.js': 'pages/explorer.js',
  'explorer.css': 'pages/explorer.css',
  'react.js': 'node_modules/react/umd/react.production.min.js',
  'react-dom.js': 'node_modules/react-dom/umd/react-dom.production.min.js',
  'graphiql.js': 'node_modules/graphiql/graphiql.min.js',
  'graphiql.css': 'node_modules/graphiql/graphiql.min.css',
  'graphiql-own.css': 'pages/graphiql.css',
  'docs.js': 'pages/docs.js',
  'docs.css': 'pages/docs.css',
  'swagger-ui.js': 'node_modules/swagger-ui-dist/swagger-ui-bundle.js',
  'swagger-ui.css': 'node_modules/swagger-ui-dist/swagger-ui.css',
};

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Lays them in a folder under names that change with their content, compressed too, beside a table of which is which. */
export function layAssets(root, folder) {
  mkdirSync(new URL(folder, root), { recursive: true });
  const table = {};
  for (const [name, source] of Object.entries(ASSETS)) {
    const content = withoutMap(readFileSync(new URL(source, root), 'utf8'));
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 16);
    const extension = extname(name);
    const file = `${name.slice(0, -extension.length)}-${hash}${extension}`;
    writeFileSync(new URL(`${folder}/${file}`, root), content);
    writeFileSync(new URL(`${folder}/${file}.gz`, root), gzipSync(content, { level: 9 }));
    table[name] = { file, type: TYPES[extension], hash };
  }
  writeFileSync(new URL(`${folder}/assets.json`, root), `${JSON.stringify(table, undefined, 2)}\n`);
}

/** A map that is not laid beside it would only be asked for in vain. */
function withoutMap(text) {
  return text.replace(/\n\/\/# sourceMappingURL=\S+\s*$/, '\n');
}
