import {
  ALL_FIELDS,
  ATTRIBUTE_NAMES,
  type AttributeName,
  attributesBody,
  attributesDocument,
} from './attributes.js';
import type { ReportedError } from './failure.js';
import type { Parameters } from './parameters.js';
import type { Asked, Data, Route } from './route.js';
import {
  ATTRIBUTES_PARAMETERS,
  FORCE_PARAMETERS,
  LAUNCH_PARAMETERS,
  MODIFY_PARAMETERS,
  readField,
  WAIT_PARAMETERS,
} from './route-parameters.js';

const MODIFIED = 'Instance modification succeeded';
const MODIFY_REFUSAL = 'Error while modifying via EC2 API';
const READ_REFUSAL = 'Error while reading via EC2 API';
const RESULTS = '{ results { error { code message ec2Code ec2RequestId retryable retryAfterSeconds } } }';

interface ActionData {
  readonly action: { readonly results: readonly [{ readonly error: ReportedError | null }] };
}

/** A lifecycle action on the one instance in the path. */
function action(verb: string, summary: string, document: string, parameters: Parameters = {}): Route {
  return {
    method: 'put',
    path: `/:id/${verb}`,
    summary,
    parameters,
    document: () => document,
    variables: ({ path: { id }, arguments: given }) => ({ id, ...given }),
    failed: (data) => (data as unknown as ActionData).action.results[0].error ?? undefined,
    body: () => MODIFIED,
    refusal: MODIFY_REFUSAL,
  };
}

/** A read of the attributes that were named; the names become the GraphQL selection. */
function attributes(
  path: string,
  summary: string,
  parameters: Parameters,
  named: (asked: Asked) => readonly AttributeName[],
): Route {
  return {
    method: 'get',
    path,
    summary,
    parameters,
    document: (asked) => attributesDocument(named(asked)),
    variables: ({ path: { id } }) => ({ id }),
    body: (data, asked) => attributesBody(data.instance as Data, named(asked)),
    refusal: READ_REFUSAL,
  };
}

/** An empty filter is none. */
function filtered({ arguments: { filter = [] } }: Asked): readonly AttributeName[] {
  const names = [...new Set(filter as AttributeName[])];
  return names.length > 0 ? names : ATTRIBUTE_NAMES;
}

export const ROUTES: readonly Route[] = [
  {
    method: 'put',
    path: '/launch',
    summary: 'Launches instances of an AMI and an instance type; answers the list of their ids.',
    parameters: LAUNCH_PARAMETERS,
    document: () =>
      'mutation Launch($input: LaunchInstancesInput!) { launch: launchInstances(input: $input) { instanceIds } }',
    variables: ({ arguments: input }) => ({ input }),
    body: (data) => (data.launch as Data).instanceIds,
    refusal: 'Error while running via EC2 API',
    keyed: true,
  },
  action(
    'start',
    'Starts a stopped instance.',
    `mutation Start($id: ID!) { action: startInstances(ids: [$id]) ${RESULTS} }`,
  ),
  action(
    'stop',
    'Stops a running instance.',
    `mutation Stop($id: ID!, $force: Boolean! = false) { action: stopInstances(ids: [$id], force: $force) ${RESULTS} }`,
    FORCE_PARAMETERS,
  ),
  action(
    'terminate',
    'Terminates an instance for good.',
    `mutation Terminate($id: ID!, $force: Boolean! = false) { action: terminateInstances(ids: [$id], force: $force) ${RESULTS} }`,
    FORCE_PARAMETERS,
  ),
  action(
    'reboot',
    'Reboots a running instance.',
    `mutation Reboot($id: ID!) { action: rebootInstances(ids: [$id]) ${RESULTS} }`,
  ),
  {
    method: 'put',
    path: '/:id/modify',
    summary: 'Modifies one attribute of an instance.',
    parameters: MODIFY_PARAMETERS,
    document: () =>
      'mutation Modify($id: ID!, $attribute: String!, $value: String!) { modifyInstanceAttribute(id: $id, attribute: $attribute, value: $value) { id } }',
    variables: ({ path: { id }, arguments: given }) => ({ id, ...given }),
    body: () => MODIFIED,
    refusal: MODIFY_REFUSAL,
  },
  attributes('/:id/attributes', 'The attributes of an instance.', ATTRIBUTES_PARAMETERS, filtered),
  attributes('/:id/attributes/:field', 'One attribute of an instance.', {}, ({ path }) => [
    readField(path.field),
  ]),
  {
    method: 'get',
    path: '/:id/wait',
    summary: 'Waits until an instance is in a state; answers its attributes then.',
    parameters: WAIT_PARAMETERS,
    document: () =>
      `query Wait($id: ID!, $state: InstanceState!, $timeoutSeconds: Int) { instance: instanceInState(id: $id, state: $state, timeoutSeconds: $timeoutSeconds) { ${ALL_FIELDS} } }`,
    variables: ({ path: { id }, arguments: given }) => ({ id, ...given }),
    body: (data) => attributesBody(data.instance as Data, ATTRIBUTE_NAMES),
    refusal: READ_REFUSAL,
  },
];
