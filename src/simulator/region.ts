import type { Ids } from './ids.js';
import { isWellFormed } from './ids.js';
import { type Instance, isGone, settle } from './instance.js';
import { instanceError } from './instance-errors.js';
import type { Launch } from './launch-ledger.js';
import { LaunchLedger } from './launch-ledger.js';
import { defaultNetwork, type Network, privateAddress, publicAddress, type Subnet } from './network.js';

/** The times of {@link SimulatorSettings} that decide what a region shows. */
export interface Pace {
  readonly transitionMs: number;
  readonly consistencyMs: number;
}

/** All that one region holds. States are worked out from the time whenever an instance is looked at. */
export class Region {
  readonly network: Network;
  readonly ledger = new LaunchLedger();
  private readonly instances = new Map<string, Instance>();
  /** Volumes and network interfaces, by id. */
  private readonly parts = new Map<string, Instance>();
  private readonly terminated = new Set<Instance>();
  private readonly reserved = new Set<string>();
  private readonly lastHosts = new Map<Subnet, number>();
  private lastSequence = 0;
  private lastPublic = 0;

  constructor(
    readonly name: string,
    readonly ids: Ids,
    private readonly pace: Pace,
  ) {
    this.network = defaultNetwork(name);
  }

  nextSequence(): number {
    this.lastSequence += 1;
    return this.lastSequence;
  }

  nextPrivateAddress(subnet: Subnet): string {
    let address: string;
    do {
      const host = this.lastHosts.get(subnet) ?? 0;
      this.lastHosts.set(subnet, host + 1);
      address = privateAddress(subnet, host);
    } while (this.reserved.has(address));
    return address;
  }

  /** Takes an address that the caller chose. @returns whether it was free */
  reserveAddress(address: string, now: number): boolean {
    for (const instance of this.everything(now)) {
      if (instance.privateAddress === address && instance.state !== 'terminated') return false;
    }
    this.reserved.add(address);
    return true;
  }

  add(instance: Instance): void {
    this.instances.set(instance.id, instance);
    this.parts.set(instance.networkInterface.id, instance);
    for (const volume of instance.volumes) this.parts.set(volume.id, instance);
  }

  /** An instance that can be found at this time: not too new, not gone. */
  find(id: string, now: number): Instance | undefined {
    const instance = this.instances.get(id) ?? this.parts.get(id);
    if (instance === undefined || now < instance.createdAt + this.pace.consistencyMs) return undefined;
    return this.current(instance, now);
  }

  /** @throws Ec2Error InvalidInstanceID.Malformed or InvalidInstanceID.NotFound */
  findOne(id: string, now: number): Instance {
    if (!isWellFormed('i', id)) throw instanceError.malformed(id);
    const instance = this.find(id, now);
    if (instance === undefined) throw instanceError.notFound([id]);
    return instance;
  }

  /** @throws Ec2Error for malformed ids first, then for every one that is missing. */
  findAll(ids: readonly string[], now: number): Instance[] {
    const malformed = ids.find((id) => !isWellFormed('i', id));
    if (malformed !== undefined) throw instanceError.malformed(malformed);
    const unique = [...new Set(ids)];
    const missing = unique.filter((id) => this.find(id, now) === undefined);
    if (missing.length > 0) throw instanceError.notFound(missing);
    return unique.map((id) => this.findOne(id, now));
  }

  /** Every instance that can be found at this time, in the order of launch. */
  *visible(now: number): Generator<Instance> {
    for (const instance of this.everything(now)) {
      if (now >= instance.createdAt + this.pace.consistencyMs) yield instance;
    }
  }

  /** Every instance, found or too new to be. */
  *everything(now: number): Generator<Instance> {
    for (const instance of this.instances.values()) {
      const current = this.current(instance, now);
      if (current !== undefined) yield current;
    }
  }

  /** The instances of a launch, whether they can already be found or not; undefined for those that are gone. */
  launched(launch: Launch, now: number): (Instance | undefined)[] {
    return launch.instanceIds.map((id) => {
      const instance = this.instances.get(id);
      return instance === undefined ? undefined : this.current(instance, now);
    });
  }

  /** Forgets what was terminated long ago, even if nobody looks. */
  bury(now: number): void {
    for (const instance of this.terminated) {
      if (this.current(instance, now) !== undefined) break;
    }
  }

  /** Notes that an instance is on its way out. */
  doom(instance: Instance): void {
    this.terminated.add(instance);
  }

  private current(instance: Instance, now: number): Instance | undefined {
    settle(instance, now, this.pace.transitionMs, () => publicAddress(this.lastPublic++));
    if (!isGone(instance, now)) return instance;
    this.instances.delete(instance.id);
    this.parts.delete(instance.networkInterface.id);
    for (const volume of instance.volumes) this.parts.delete(volume.id);
    this.terminated.delete(instance);
    this.reserved.delete(instance.privateAddress);
    return undefined;
  }
}
