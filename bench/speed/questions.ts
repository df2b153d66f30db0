import { ATTRIBUTES } from './instances.js';

/** A request as the load generator sends it. */
export interface Asked {
  readonly path: string;
  /** How many the answer has to have. */
  readonly instances: number;
  /** Of a POST. */
  readonly body?: string;
}

/** How a server is asked for a list of so many instances, or one; undefined where it has no answer to that. */
export type Door = (instances: number, id: string) => Asked | undefined;

const SELECTION = ATTRIBUTES.join(' ');

export const plain: Door = (instances) => ({ path: `/${instances}`, instances });

/** With the body that GraphQL takes. */
export const plainPost: Door = (instances, id) => ({
  path: `/${instances}`,
  instances,
  body: JSON.stringify(operation(instances, id)),
});

export const graphql: Door = (instances, id) => ({
  path: '/graphql',
  instances,
  body: JSON.stringify(operation(instances, id)),
});

/** REST has no list. */
export const rest: Door = (instances, id) =>
  instances === 1 ? { path: `/v1/${id}/attributes`, instances } : undefined;

function operation(instances: number, id: string): object {
  if (instances === 1) {
    return { query: `query One($id: ID!) { instance(id: $id) { ${SELECTION} } }`, variables: { id } };
  }
  return {
    query: `query List($first: Int!) { instances(first: $first) { nodes { ${SELECTION} } } }`,
    variables: { first: instances },
  };
}
