import { Agent } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, type Door, graphqlDoor, queried, restDoor, type Verb } from '../support/doors.js';
import type { Chance } from '../support/random.js';
import type { Chronicle } from './chronicle.js';
import { type Condition, Owned } from './owned.js';

/** More than EC2 and the proxy take for what was sent before its caller gave up. */
const RESTLESS_MS = 1500;
const MOST_OWNED = 6;
const ZONES = ['us-east-1b', 'eu-west-1a'];

const VERBS: readonly (readonly [Verb, Condition | undefined])[] = [
  ['start', 'running'],
  ['stop', 'stopped'],
  ['terminate', 'terminated'],
  ['reboot', undefined],
  ['reboot', undefined],
];

interface Launch {
  readonly key: string;
  readonly count: number;
  readonly zone: string;
}

/** One who asks for this and that from an address of its own, a thing at a time, and remembers what it has heard. */
export class Caller {
  readonly owned: Owned[] = [];
  /** Launches of which nobody knows. */
  private readonly unknown: Launch[] = [];
  private readonly doors: readonly [Door, Door];
  private readonly at: { readonly url: string; readonly agent: Agent };
  private launches = 0;

  constructor(
    private readonly n: number,
    url: string,
    private readonly chance: Chance,
    private readonly chronicle: Chronicle,
  ) {
    this.at = { url, agent: new Agent({ localAddress: `127.0.0.${n + 2}` }) };
    this.doors = [restDoor(this.at), graphqlDoor(this.at)];
  }

  async work(until: number): Promise<void> {
    while (Date.now() < until) await this.something();
  }

  /** Repeats, once EC2 is well again, the launches of which nobody knows, and looks at every instance. */
  async conclude(): Promise<void> {
    while (this.unknown.length > 0) await this.repeat();
    for (const one of this.owned) await this.look(one);
  }

  private async something(): Promise<void> {
    const { chance, owned } = this;
    const alive = owned.filter(({ condition }) => !condition.is('terminated'));
    if (this.unknown.length > 0 && chance.is(0.2)) return this.repeat();
    if (alive.length === 0 || (alive.length < MOST_OWNED && chance.is(0.2))) return this.launch();
    if (chance.is(0.1)) return this.list();
    const one = chance.is(0.9) ? chance.pick(alive) : chance.pick(owned);
    await wait(Math.max(0, one.restlessUntil - Date.now()));
    if (chance.is(0.3)) return this.look(one);
    return chance.is(0.15) ? this.modify(one) : this.act(one);
  }

  private async launch(): Promise<void> {
    this.launches += 1;
    await this.ask({
      key: `${this.n}-${this.launches}`,
      count: 1 + this.chance.below(3),
      zone: this.chance.pick(ZONES),
    });
  }

  private async repeat(): Promise<void> {
    const launch = this.unknown.shift();
    if (launch) await this.ask(launch, true);
  }

  private async ask(launch: Launch, wasUnknown = false): Promise<void> {
    const { key, count, zone } = launch;
    const input = {
      imageId: 'ami-12c6146b',
      instanceType: 't3.micro',
      placement: zone,
      minCount: count,
      maxCount: count,
      idempotencyKey: key,
      tags: [{ key: 'Name', value: key }],
    };
    const { status, value } = await this.through('launch', (door) => door.launch(input));
    if (status === 200) {
      this.chronicle.launched(key, value as string[], count);
      this.owned.push(...(value as string[]).map((id) => new Owned(id)));
    } else if (status === 504 || wasUnknown) {
      this.unknown.push(launch);
    }
  }

  private async act(one: Owned): Promise<void> {
    const [verb, condition] = this.chance.pick(VERBS);
    const { status } = await this.through(verb, (door) => door.act(verb, one.id));
    if (condition) one.condition.heard(status, condition);
    else one.heardOfReboot(status);
    this.heardOf(one, status);
  }

  private async modify(one: Owned): Promise<void> {
    const to = this.chance.is(0.5) ? 'stop' : 'terminate';
    const attribute = 'instanceInitiatedShutdownBehavior';
    const { status } = await this.through('modify', (door) => door.modify(one.id, attribute, to));
    one.behavior.heard(status, to);
    this.heardOf(one, status);
  }

  private heardOf(one: Owned, status: number): void {
    if (status === 504) one.restlessUntil = Date.now() + RESTLESS_MS;
  }

  private async look(one: Owned): Promise<void> {
    const text = 'query ($id: ID!) { instance(id: $id) { instanceInitiatedShutdownBehavior } }';
    const { status, value } = await this.through('read', (door) => door.attributes(one.id, 'state'));
    if (status !== 200) return;
    this.contradicted(one, one.seenIn((value as { state: string }).state));
    const attribute = await this.through('attribute', () => queried(this.at, text, { id: one.id }));
    if (attribute.status !== 200) return;
    const { instance } = attribute.value as { instance: { instanceInitiatedShutdownBehavior: string } };
    const behavior = instance.instanceInitiatedShutdownBehavior.toLowerCase() as 'stop' | 'terminate';
    this.contradicted(one, one.behavior.seen(behavior));
  }

  private async list(): Promise<void> {
    await this.through('list', () => queried(this.at, '{ instances(first: 20) { nodes { id state } } }'));
  }

  private contradicted(one: Owned, how: string | undefined): void {
    if (how) this.chronicle.wrong.push(`${one.id} is ${how}`);
  }

  private async through(what: string, ask: (door: Door) => Promise<Answer>): Promise<Answer> {
    const answer = await ask(this.chance.pick(this.doors));
    this.chronicle.heard(what, answer.status);
    return answer;
  }
}
