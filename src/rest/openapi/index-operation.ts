import { indexPage } from '../index-page.js';
import { headers } from './headers.js';
import { ref } from './json-schema.js';
import { SHARED_BY_ALL } from './responses.js';

const text = (description: string) => ({ type: 'string', description });

const PARAMETER = {
  type: 'object',
  properties: {
    description: text('What it is.'),
    required: { type: 'boolean', description: 'Whether a call needs it.' },
  },
  required: ['description', 'required'],
};

const ROUTE = {
  type: 'object',
  properties: {
    method: text('As in PUT.'),
    path: text('As in /v1/:id/start.'),
    summary: text('What it does.'),
    parameters: { type: 'object', additionalProperties: PARAMETER, description: 'By their names.' },
  },
  required: ['method', 'path', 'summary', 'parameters'],
};

const INDEX = {
  type: 'object',
  properties: {
    name: text('launch-provision.'),
    version: text('The version of the service.'),
    routes: { type: 'array', items: ROUTE, description: 'All that this document describes, in brief.' },
    links: { type: 'object', additionalProperties: { type: 'string' }, description: 'Where else to look.' },
  },
  required: ['name', 'version', 'routes', 'links'],
};

/** The list of the routes, which is no row: no GraphQL document stands behind it. */
export function indexOperation(version: string): object {
  const page = indexPage(version);
  return {
    operationId: 'getIndex',
    tags: ['Reads'],
    summary: 'The version of the service and the list of the routes.',
    description: 'Needs a token where authentication is on, of whatever scopes. EC2 is not asked.',
    security: [{ bearer: [] }, {}],
    parameters: [ref('parameters', 'RequestId')],
    responses: {
      200: {
        description: 'The list.',
        headers: headers([]),
        content: {
          'application/json': { schema: INDEX, example: { ...page, routes: page.routes.slice(1, 3) } },
        },
      },
      ...SHARED_BY_ALL,
    },
  };
}
