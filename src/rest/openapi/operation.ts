import type { Route } from '../route.js';
import { type HeaderName, headers } from './headers.js';
import { manualOf } from './manuals.js';
import { bodyOf, parametersOf } from './parameters.js';
import { refusalsOf } from './refusals.js';

/** What the document says of a route, made of its row and its manual. */
export function operationOf(route: Route): object {
  const manual = manualOf(route);
  const { operation, description, scope, field, answer } = manual;
  const kind = route.method === 'put' ? 'mutation' : 'query';
  const requestBody = bodyOf(route, manual.example);
  return {
    operationId: operation,
    tags: [route.method === 'put' ? 'Changes' : 'Reads'],
    summary: route.summary,
    description: `${description}\n\nNeeds the scope \`${scope}\`. The same as the GraphQL ${kind} \`${field}\`.`,
    // Where the service runs without authentication there is nothing to give.
    security: [{ bearer: [scope] }, {}],
    parameters: parametersOf(route, manual.example),
    ...(requestBody && { requestBody }),
    responses: {
      200: {
        description: answer.description,
        headers: headers(headersOf(route)),
        content: { 'application/json': { schema: answer.schema, example: answer.example } },
      },
      ...refusalsOf(route, manual),
    },
  };
}

function headersOf({ keyed }: Route): readonly HeaderName[] {
  return keyed ? ['X-EC2-Calls', 'Idempotency-Key'] : ['X-EC2-Calls'];
}
