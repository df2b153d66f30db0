import request from 'supertest';
import type { Service } from './service.js';

/** The samples of a metric, by the text before their values. */
export async function metric({ url }: Service, name: string): Promise<Record<string, number>> {
  const { text } = await request(url).get('/metrics').expect(200);
  const lines = text.split('\n').filter((line) => line.startsWith(name));
  return Object.fromEntries(
    lines.map((line) => line.split(' ')).map(([sample, value]) => [sample, Number(value)]),
  );
}
