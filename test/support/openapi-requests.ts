import request, { type Test } from 'supertest';
import { ID } from '../../src/rest/openapi/examples.js';
import type { DescribedRoute } from './openapi.js';
import type { Service } from './service.js';

export interface Wish {
  /** The instance that takes the place of the example's. */
  readonly id?: string;
  /** Over the parameters of the example. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly type?: 'json' | 'form';
}

/** Sends the example request of a route. */
export function sendExample({ url }: Pick<Service, 'url'>, route: DescribedRoute, wish: Wish = {}): Test {
  const { id = ID, parameters = {}, headers = {}, type = 'json' } = wish;
  const test = request(url)[route.method](pathOf(route, id)).set(headers);
  const body = { ...exampleOf(route), ...parameters };
  if (Object.keys(body).length === 0) return test;
  return route.method === 'get' ? test.query(body) : test.type(type).send(body);
}

/** The parameters: those of the body where there is one, else of the query string. */
function exampleOf({ operation: { parameters, requestBody } }: DescribedRoute): object {
  if (requestBody) return requestBody.content['application/json']?.example as object;
  const shown = parameters.filter((one) => one.in === 'query' && one.example !== undefined);
  return Object.fromEntries(shown.map(({ name, example }) => [name, example]));
}

export function pathOf({ path, operation }: DescribedRoute, id = ID): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const example = operation.parameters.find((parameter) => parameter.name === name)?.example;
    return name === 'id' ? id : String(example);
  });
}
