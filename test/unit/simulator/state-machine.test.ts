import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Simulated } from './support/simulated.js';

const TRANSITION_MS = 1000;
const HOUR_MS = 3_600_000;

/** An instance as a user of EC2 imagines it, told in wholly other words than the simulator's. */
interface Imagined {
  /** What was last asked for and took effect. */
  wish: 'run' | 'stop' | 'terminate';
  /** When the wish comes true; in the past if it has. */
  due: number;
  everRan: boolean;
}

class Model {
  clock = 0;
  readonly instances: Imagined[] = [];

  look(index: number): string {
    const instance = this.instances[index];
    if (instance === undefined) return 'missing';
    const done = this.clock >= instance.due;
    if (instance.wish === 'run') {
      if (done) instance.everRan = true;
      return done ? 'running' : 'pending';
    }
    if (instance.wish === 'stop') return done ? 'stopped' : 'stopping';
    if (!done) return 'shutting-down';
    return this.clock >= instance.due + HOUR_MS ? 'missing' : 'terminated';
  }

  pursue(index: number, wish: Imagined['wish'], takes: number): void {
    const instance = this.instances[index];
    if (instance === undefined) return;
    instance.wish = wish;
    instance.due = this.clock + takes;
  }
}

/** The real thing, with its ids in the order of launch. */
interface Real {
  readonly simulated: Simulated;
  readonly ids: string[];
}

type Command = fc.AsyncCommand<Model, Real>;

const dying = (state: string) => state === 'shutting-down' || state === 'terminated';

/** Whether an action is granted to an instance in a state, and what it then wishes, if that changes. */
const RULES = {
  StartInstances: (state: string) => ({
    granted: ['pending', 'running', 'stopped'].includes(state),
    wish: state === 'stopped' ? ('run' as const) : undefined,
  }),
  StopInstances: (state: string, everRan: boolean) => ({
    granted: !dying(state) && (state !== 'pending' || everRan),
    wish: state === 'running' || state === 'pending' ? ('stop' as const) : undefined,
  }),
  TerminateInstances: (state: string) => ({
    granted: true,
    wish: dying(state) ? undefined : ('terminate' as const),
  }),
  RebootInstances: (state: string) => ({
    granted: !state.startsWith('stop'),
    wish: undefined,
  }),
};

type Lifecycle = keyof typeof RULES;

class Launch implements Command {
  constructor(private readonly count: number) {}

  check = (model: Readonly<Model>) => model.instances.length < 8;

  async run(model: Model, { simulated, ids }: Real): Promise<void> {
    ids.push(...(await simulated.launch({}, this.count)));
    for (let index = 0; index < this.count; index += 1) {
      model.instances.push({ wish: 'run', due: model.clock + TRANSITION_MS, everRan: false });
    }
  }

  toString = () => `launch ${this.count}`;
}

class Wait implements Command {
  constructor(private readonly ms: number) {}

  check = () => true;

  async run(model: Model, { simulated }: Real): Promise<void> {
    model.clock += this.ms;
    simulated.advance(this.ms);
  }

  toString = () => `wait ${this.ms} ms`;
}

class Act implements Command {
  constructor(
    private readonly action: Lifecycle,
    private readonly picks: readonly number[],
  ) {}

  check = (model: Readonly<Model>) => model.instances.length > 0;

  async run(model: Model, { simulated, ids }: Real): Promise<void> {
    const chosen = [...new Set(this.picks.map((pick) => pick % ids.length))];
    const before = chosen.map((index) => model.look(index));
    const rulings = chosen.map((index, at) =>
      RULES[this.action](before[at] ?? '', model.instances[index]?.everRan ?? false),
    );
    const answer = await simulated.call(this.action, { InstanceId: chosen.map((index) => ids[index] ?? '') });
    if (before.includes('missing')) {
      expect(answer.outcome).toBe('InvalidInstanceID.NotFound');
      return;
    }
    const granted = rulings.every((ruling) => ruling.granted);
    expect(answer.outcome === 'ok').toBe(granted);
    if (!granted) return;
    rulings.forEach(({ wish }, at) => {
      if (wish === undefined) return;
      const atOnce = wish === 'terminate' && before[at] === 'stopped';
      model.pursue(chosen[at] ?? -1, wish, atOnce ? 0 : TRANSITION_MS);
    });
    if (this.action === 'RebootInstances') return;
    const after = chosen.map((index) => model.look(index));
    expect(answer.all('name')).toEqual(after.flatMap((state, at) => [state, before[at] ?? '']));
  }

  toString = () => `${this.action} ${this.picks.join(',')}`;
}

class Look implements Command {
  check = () => true;

  async run(model: Model, { simulated, ids }: Real): Promise<void> {
    const answer = await simulated.call('DescribeInstances');
    const seen = new Map(
      answer.text
        .split('<instanceId>')
        .slice(1)
        .flatMap((part) => {
          const state = /<instanceState><code>\d+<\/code><name>(.*?)</.exec(part)?.[1];
          return state === undefined ? [] : [[part.slice(0, part.indexOf('<')), { state, part }] as const];
        }),
    );
    ids.forEach((id, index) => {
      const expected = model.look(index);
      const actual = seen.get(id);
      expect(actual?.state ?? 'missing').toBe(expected);
      if (actual === undefined) return;
      expect(actual.part.includes('<vpcId>')).toBe(expected !== 'terminated');
      const isPublic = actual.part.includes('<ipAddress>');
      if (expected === 'running') expect(isPublic).toBe(true);
      if (['stopped', 'terminated'].includes(expected)) expect(isPublic).toBe(false);
    });
  }

  toString = () => 'look';
}

const picks = fc.array(fc.nat({ max: 7 }), { minLength: 1, maxLength: 4 });
const act = (action: Lifecycle) => picks.map((chosen) => new Act(action, chosen));
const commands = fc.commands(
  [
    fc.integer({ min: 1, max: 3 }).map((count) => new Launch(count)),
    fc.constantFrom(1, 499, 500, 999, 1000, 1001).map((ms) => new Wait(ms)),
    fc.constantFrom(HOUR_MS - 1, HOUR_MS).map((ms) => new Wait(ms)),
    act('StartInstances'),
    act('StopInstances'),
    act('TerminateInstances'),
    act('RebootInstances'),
    fc.constant(new Look()),
  ],
  // Without a size sequences stay too short to come round to a second start.
  { maxCommands: 50, size: 'max' },
);

describe('the state machine', () => {
  it('does to instances what a simple model of EC2 says, whatever the order of calls and the time between', async () => {
    const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);
    process.stdout.write(`state machine: FC_SEED=${seed}\n`);
    await fc.assert(
      fc.asyncProperty(commands, async (sequence) => {
        const simulated = new Simulated({ transitionMs: TRANSITION_MS });
        await fc.asyncModelRun(() => ({ model: new Model(), real: { simulated, ids: [] } }), sequence);
      }),
      { seed, numRuns: 200 },
    );
  });
});
