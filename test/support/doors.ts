import type { Agent } from 'node:http';
import request, { type Response, type Test } from 'supertest';
import { ATTRIBUTES, type AttributeName } from '../../src/rest/attributes.js';
import { STATUSES } from '../../src/rest/failure.js';
import { nameOf } from '../../src/rest/parameters.js';
import { LAUNCH_PARAMETERS } from '../../src/rest/route-parameters.js';

/** Where a service is, and how it is asked: with a token, where one is needed, and from where. */
export interface Served {
  readonly url: string;
  readonly authorization?: string;
  readonly agent?: Agent;
}

function headersOf({ authorization }: Served): Record<string, string> {
  return authorization === undefined ? {} : { Authorization: authorization };
}

/** What a caller hears, in one form for both doors. */
export interface Answer {
  /** As the REST API has it. */
  readonly status: number;
  readonly value?: unknown;
  readonly message?: string;
  readonly ec2Code?: string | undefined;
  readonly retryable?: boolean;
  readonly calls: Record<string, number>;
}

export type LaunchInput = Record<string, unknown>;
export type Verb = 'start' | 'stop' | 'terminate' | 'reboot';

/** The operations, by GraphQL's names of arguments, through one of the two doors. */
export interface Door {
  launch(input: LaunchInput): Promise<Answer>;
  act(verb: Verb, id: string, options?: { force?: boolean }): Promise<Answer>;
  modify(id: string, attribute: string, value: string): Promise<Answer>;
  attributes(id: string, ...names: AttributeName[]): Promise<Answer>;
}

export function restDoor(service: Served): Door {
  const { url, agent } = service;
  const headers = { Accept: 'application/problem+json', ...headersOf(service) };
  const put = (path: string, parameters: object = {}) =>
    from(agent, request(url).put(path)).set(headers).send(parameters);
  return {
    launch: async ({ idempotencyKey, ...input }) => {
      const parameters = Object.entries({
        ...input,
        tags: (input.tags as Tag[] | undefined)?.map(asPair),
      }).map(([name, value]) => [nameOf(LAUNCH_PARAMETERS, name), value]);
      const sent = put('/v1/launch', Object.fromEntries(parameters));
      if (idempotencyKey) sent.set('Idempotency-Key', String(idempotencyKey));
      return fromRest(await sent);
    },
    act: async (verb, id, options = {}) => fromRest(await put(`/v1/${id}/${verb}`, options)),
    modify: async (id, attribute, value) => fromRest(await put(`/v1/${id}/modify`, { attribute, value })),
    attributes: async (id, ...names) =>
      fromRest(
        await from(agent, request(url).get(`/v1/${id}/attributes`))
          .query({ filter: names.join() })
          .set(headers),
      ),
  };
}

function from(agent: Agent | undefined, sent: Test): Test {
  return agent ? sent.agent(agent) : sent;
}

interface Tag {
  readonly key: string;
  readonly value: string;
}

function asPair({ key, value }: Tag): string {
  return `${key}=${value}`;
}

function fromRest({ status, body, headers }: Response): Answer {
  const pairs = (headers['x-ec2-calls'] ?? '').split(', ').filter(Boolean);
  const calls = Object.fromEntries(
    pairs.map((pair: string) => pair.split('=')).map(([k, n]: string[]) => [k, Number(n)]),
  );
  if (status === 200) return { status, value: body, calls };
  return { status, message: body.detail, ec2Code: body.ec2Code, retryable: body.retryable, calls };
}

const ACTION = 'results { error { code message ec2Code retryable } }';

/** How an operation gets to the service, and the body of its answer back. */
// biome-ignore lint/suspicious/noExplicitAny: what a test selects has the shape that the test expects
type Send = (query: string, variables: object) => Promise<any>;

export function graphqlDoor(service: Served): Door {
  return doorOf((query, variables) => graphql(service, query, variables));
}

/** The same, however operations get there. */
export function doorOf(send: Send): Door {
  const act = async (verb: Verb, id: string, { force }: { force?: boolean } = {}): Promise<Answer> => {
    const body = await send(
      force === undefined
        ? `mutation ($ids: [ID!]!) { act: ${verb}Instances(ids: $ids) { ${ACTION} } }`
        : `mutation ($ids: [ID!]!, $force: Boolean!) { act: ${verb}Instances(ids: $ids, force: $force) { ${ACTION} } }`,
      { ids: [id], force },
    );
    const error = body.data?.act?.results[0].error;
    if (error) return failed({ message: error.message, extensions: error }, body);
    return settled(body, () => 'Instance modification succeeded');
  };
  return {
    launch: async (input) => {
      const variables = { ...input };
      if (typeof variables.instanceInitiatedShutdownBehavior === 'string') {
        variables.instanceInitiatedShutdownBehavior =
          variables.instanceInitiatedShutdownBehavior.toUpperCase();
      }
      const body = await send(
        'mutation ($input: LaunchInstancesInput!) { launchInstances(input: $input) { instanceIds } }',
        { input: variables },
      );
      return settled(body, (data) => data.launchInstances.instanceIds);
    },
    act,
    modify: async (id, attribute, value) => {
      const body = await send(
        'mutation ($id: ID!, $attribute: String!, $value: String!) { modifyInstanceAttribute(id: $id, attribute: $attribute, value: $value) { id } }',
        { id, attribute, value },
      );
      return settled(body, () => 'Instance modification succeeded');
    },
    attributes: async (id, ...names) => {
      const selection = names.map((name) => `${name}: ${ATTRIBUTES[name]}`).join(' ');
      const body = await send(`query ($id: ID!) { instance(id: $id) { ${selection} } }`, { id });
      return settled(body, ({ instance }) => ({
        ...instance,
        ...(instance.state && { state: instance.state.toLowerCase().replace('_', '-') }),
        ...(instance.launch_time && { launch_time: instance.launch_time.replaceAll(':', '-') }),
      }));
    },
  };
}

/** The body of the answer to a GraphQL request. */
// biome-ignore lint/suspicious/noExplicitAny: what a test selects has the shape that the test expects
export async function graphql(service: Served, query: string, variables: object = {}): Promise<any> {
  const { body } = await from(service.agent, request(service.url).post('/graphql'))
    .set(headersOf(service))
    .send({ query, variables });
  return body;
}

/** What is heard to a query that REST has not. */
export async function queried(service: Served, query: string, variables: object = {}): Promise<Answer> {
  return settled(await graphql(service, query, variables), (data) => data);
}

// biome-ignore lint/suspicious/noExplicitAny: what a test selects has the shape that the test expects
function settled(body: any, value: (data: any) => unknown): Answer {
  if (body.errors) return failed(body.errors[0], body);
  return { status: 200, value: value(body.data), calls: body.extensions.ec2.calls };
}

interface GraphQLFailure {
  readonly message: string;
  readonly extensions: {
    code: keyof typeof STATUSES;
    ec2?: { code: string };
    ec2Code?: string;
    retryable?: boolean;
  };
}

// biome-ignore lint/suspicious/noExplicitAny: what a test selects has the shape that the test expects
function failed({ message, extensions }: GraphQLFailure, body: any): Answer {
  return {
    status: STATUSES[extensions.code],
    message,
    ec2Code: extensions.ec2?.code ?? extensions.ec2Code ?? undefined,
    retryable: extensions.retryable ?? false,
    calls: body.extensions.ec2.calls,
  };
}

/** Both doors, for `describe.each`. */
export const DOORS = [
  ['REST', restDoor],
  ['GraphQL', graphqlDoor],
] as const;
