import { LINKS } from '../index-page.js';
import { KEY } from '../route.js';
import { ROUTES } from '../routes.js';
import { ATTRIBUTES_SCHEMA } from './attribute-schemas.js';
import { HEADERS } from './headers.js';
import { indexOperation } from './index-operation.js';
import { operationOf } from './operation.js';
import { template } from './parameters.js';
import { PROBLEM_SCHEMA, RESPONSES } from './responses.js';

const DESCRIPTION = `Launches, starts, stops, terminates, reboots, describes and modifies EC2 instances. Calls that are asked for at the
same time go to EC2 together, and each caller hears of its own instance. The same is served as GraphQL at \`${LINKS.graphql}\`.

**Parameters** are taken from the query string, a form or a JSON body. A name that a call does not know is refused.

**Errors** are a JSON string, or with \`Accept: application/problem+json\` a document of RFC 9457 with a \`code\`. 408 is what EC2
refused or could not be asked in time: nothing was done, and of a launch nothing was launched.

Examples are those of the simulator that comes with the service.`;

const REQUEST_HEADERS = {
  RequestId: {
    name: 'X-Request-Id',
    in: 'header',
    description:
      'An id for the request, of 1 to 128 printable characters; another is made where it has not that form.',
    schema: { type: 'string', maxLength: 128 },
  },
  Timeout: {
    name: 'X-Request-Timeout-Ms',
    in: 'header',
    description:
      'The milliseconds that the request may take; the service allows no more than it is set up for.',
    schema: { type: 'integer', minimum: 1 },
  },
  IdempotencyKey: {
    name: KEY.header,
    in: 'header',
    description: 'Makes the launch safe to repeat: 1 to 255 printable ASCII characters, the caller’s own.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[ -~]+$' },
  },
} as const;

/** The REST API as an OpenAPI document, made of the rows of the routes. */
export function openApiDocument(version: string): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'launch-provision',
      version,
      summary: 'One front door to EC2.',
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'The service that serves this document.' }],
    tags: [
      { name: 'Changes', description: 'What changes instances or makes them.' },
      { name: 'Reads', description: 'What changes nothing.' },
    ],
    paths: pathsOf(version),
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API token (`npm run token` makes one) or a JWT, where the service asks for it.',
        },
      },
      schemas: { Attributes: ATTRIBUTES_SCHEMA, Problem: PROBLEM_SCHEMA },
      parameters: REQUEST_HEADERS,
      headers: HEADERS,
      responses: RESPONSES,
    },
  };
}

function pathsOf(version: string): object {
  const paths: Record<string, object> = {};
  for (const route of ROUTES) {
    const path = template(route.path);
    paths[path] = { ...paths[path], [route.method]: operationOf(route) };
  }
  return { ...paths, '/v1': { get: indexOperation(version) } };
}
