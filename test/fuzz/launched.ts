import type { Answer } from './connection.js';
import type { Sent } from './http-text.js';

/** What launches have named, and those of which nobody knows yet what they launched. */
export class Launched {
  readonly ids = new Set<string>();
  readonly unclear: Sent[] = [];

  note(sent: Sent, answer: Answer | undefined): void {
    if (!sent.launches) return;
    if (answer === undefined || isUnclear(answer)) this.unclear.push(sent);
    else for (const id of namedIn(answer)) this.ids.add(id);
  }
}

function isUnclear({ status, body }: Answer): boolean {
  return status === 504 || body.includes('"OUTCOME_UNKNOWN"');
}

/** The body of a REST launch is the list of ids, that of GraphQL has it as `instanceIds`. */
function namedIn({ status, body }: Answer): string[] {
  if (status !== 200) return [];
  const lists = body.startsWith('[') ? [body] : (body.match(/"instanceIds":\[[^\]]*\]/g) ?? []);
  return lists.flatMap((list) => list.match(/i-[0-9a-f]{17}/g) ?? []);
}
