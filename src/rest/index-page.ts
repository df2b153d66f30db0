import { ROUTES } from './routes.js';

export const LINKS = { graphql: '/graphql', openapi: '/v1/openapi.json', docs: '/docs' } as const;

/** What stands at the root of the API: its version, its routes and where else to look. */
export function indexPage(version: string) {
  return {
    name: 'launch-provision',
    version,
    routes: ROUTES.map(({ method, path, summary, parameters }) => ({
      method: method.toUpperCase(),
      path: `/v1${path}`,
      summary,
      parameters: Object.fromEntries(
        Object.entries(parameters).map(([name, { description, required = false }]) => [
          name,
          { description, required },
        ]),
      ),
    })),
    links: LINKS,
  };
}
