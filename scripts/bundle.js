import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { layAssets } from './assets.js';

const root = new URL('..', import.meta.url);

/**
 * Some packages reach for parts of graphql in its CommonJS build, next to the module build that the rest uses. To one copy
 * the schema of the other is of another realm, so all get the modules.
 */
const oneGraphql = {
  name: 'one-graphql',
  resolveId: {
    filter: { id: /^graphql\/(?!package\.json)/ },
    handler(source, importer) {
      return this.resolve(source.replace(/(\.m?js)?$/, '.mjs'), importer, { skipSelf: true });
    },
  },
  generateBundle(_, chunks) {
    const others = Object.values(chunks)
      .flatMap(({ modules = {} }) => Object.keys(modules))
      .filter((id) => /node_modules\/graphql\/.*\.js$/.test(id));
    if (others.length > 0) this.error(`a second copy of graphql: ${others.join(', ')}`);
  },
};

// What runs in production: the compiled modules and their packages in few files, which start in a third of the time.
await build({
  cwd: fileURLToPath(root),
  input: 'build/main.js',
  platform: 'node',
  resolve: { mainFields: ['module', 'main'] },
  // type-graphql takes it only where it is told to validate arguments by it.
  external: ['class-validator'],
  plugins: [oneGraphql],
  output: { dir: 'dist', cleanDir: true },
});

layAssets(root, 'dist/assets');
