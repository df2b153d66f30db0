import { ServiceError } from '../errors.js';
import type { Call, Instance, Outcome, Outcomes, RegionalEc2 } from './ec2.js';
import { groupedBy, merged } from './outcomes.js';

/** Of so many instances it is remembered where they are; the oldest are forgotten, and looked for again. */
const MOST_REMEMBERED = 100_000;

/** Finds instances in whichever region has them: in all at once the first time, and from then on where they were. */
export class Finder {
  private readonly remembered = new Map<string, RegionalEc2>();

  constructor(private readonly all: readonly [RegionalEc2, ...RegionalEc2[]]) {}

  note(instances: readonly Instance[], ec2: RegionalEc2): void {
    if (this.all.length === 1) return;
    for (const { id } of instances) {
      this.remembered.delete(id);
      this.remembered.set(id, ec2);
    }
    for (const id of this.remembered.keys()) {
      if (this.remembered.size <= MOST_REMEMBERED) break;
      this.remembered.delete(id);
    }
  }

  /** The EC2 that has an instance, where that is known: where there is only one, or it is remembered. */
  known(id: string): RegionalEc2 | undefined {
    return this.all.length === 1 ? this.all[0] : this.remembered.get(id);
  }

  async describe(ids: readonly string[], call: Call): Promise<Outcomes<Instance>> {
    const groups = groupedBy(ids, (id) => this.known(id));
    return merged([...groups].map(([ec2, some]) => this.find(some, ec2 ? [ec2] : this.all, call)));
  }

  async locate(id: string, call: Call): Promise<Outcome<RegionalEc2>> {
    const known = this.known(id);
    if (known !== undefined) return known;
    const outcome = (await this.find([id], this.all, call)).get(id) as Outcome<Instance>;
    return outcome instanceof ServiceError ? outcome : this.in(outcome.region);
  }

  /** The EC2 of a region, the default one where it is none of those that are served. */
  in(region: string): RegionalEc2 {
    return this.all.find(({ regions }) => regions.includes(region)) ?? this.all[0];
  }

  /** Asks by filter, and once more by InstanceIds for what no region shows, before anyone hears that it does not exist. */
  private async find(
    ids: readonly string[],
    where: readonly RegionalEc2[],
    call: Call,
  ): Promise<Outcomes<Instance>> {
    const shown = await this.askAll(ids, where, (ec2) => ec2.describeInstances(ids, call));
    const absent = ids.filter((id) => isAbsent(shown.get(id)));
    if (absent.length === 0) return shown;
    const asked = await this.askAll(absent, where, (ec2) => ec2.describeInstancesById(absent, call));
    return new Map([...shown, ...asked]);
  }

  /** An id is settled by the first region that has it; that none has it, only when all have answered. */
  private askAll(
    ids: readonly string[],
    where: readonly RegionalEc2[],
    ask: (ec2: RegionalEc2) => Promise<Outcomes<Instance>>,
  ): Promise<Outcomes<Instance>> {
    const found = new Map<string, Instance>();
    const others = new Map<string, ServiceError>();
    let left = where.length;
    const take = (ec2: RegionalEc2, outcomes: Outcomes<Instance>) => {
      left -= 1;
      for (const [id, outcome] of outcomes) {
        if (isInstance(outcome)) found.set(id, outcome);
        else if (!isAbsent(outcome)) others.set(id, where.length > 1 ? unheard(ec2, outcome) : outcome);
        else if (!others.has(id)) others.set(id, outcome);
      }
      this.note([...outcomes.values()].filter(isInstance), ec2);
    };
    return new Promise((resolve, reject) => {
      const askOne = async (ec2: RegionalEc2) => {
        take(ec2, await ask(ec2));
        if (left > 0 && found.size < ids.length) return;
        resolve(new Map(ids.map((id) => [id, (found.get(id) ?? others.get(id)) as Outcome<Instance>])));
      };
      for (const ec2 of where) askOne(ec2).catch(reject);
    });
  }
}

function isInstance(outcome: Outcome<Instance>): outcome is Instance {
  return !(outcome instanceof ServiceError);
}

function isAbsent(outcome: unknown): boolean {
  return outcome instanceof ServiceError && outcome.code === 'INSTANCE_NOT_FOUND';
}

/** Whoever hears this may not conclude that the instance does not exist. */
function unheard({ regions }: RegionalEc2, error: ServiceError): ServiceError {
  if (error.code === 'THROTTLED') return error;
  const message = `${regions.join()} did not tell whether it has the instance: ${error.message}`;
  return new ServiceError('UPSTREAM', message, { cause: error, ec2: error.ec2, retryable: error.retryable });
}
