import { actionFor, isAction } from './actions.js';
import { CallCounts } from './call-counts.js';
import { Ec2Error, injectedError, refusal } from './errors.js';
import { connectionReset, drawFault, isTransportFault } from './faults.js';
import { Ids } from './ids.js';
import { Region } from './region.js';
import { type Asked, readRequest } from './request.js';
import { cut, errorResponse, htmlErrorResponse, successResponse } from './response.js';
import type { SimulatorSettings, SimulatorWorld } from './settings.js';
import { Throttle } from './throttle.js';
import type { WireRequest, WireResponse } from './wire.js';

export type { SimulatorSettings, SimulatorWorld } from './settings.js';
export type { WireRequest, WireResponse } from './wire.js';

/** The fault that makes a launch partial where it may be. */
const SHORTAGE = 'InsufficientInstanceCapacity';

/** An answer with the name it is counted under. */
interface Outcome {
  readonly name: string;
  readonly response: WireResponse;
}

/**
 * EC2 as it is seen on the wire: requests of its query protocol in, responses out. Regions are apart from each
 * other; nothing is kept beyond the life of the object.
 */
export class Simulator {
  private readonly ids: Ids;
  private regions = new Map<string, Region>();
  private throttle: Throttle | undefined;
  private counts = new CallCounts();

  constructor(
    private readonly settings: SimulatorSettings,
    private readonly world: SimulatorWorld,
  ) {
    this.ids = new Ids(world.random());
    this.throttle = this.freshThrottle();
  }

  /**
   * Answers a request. Errors of EC2's are answers too; a broken connection is thrown.
   * @param signal withdraws the request for as long as its latency lasts, with no effect
   * @throws Error with code ECONNRESET for the faults resetBefore and resetAfter; the signal's reason when aborted
   */
  async respond(request: WireRequest, signal?: AbortSignal): Promise<WireResponse> {
    signal?.throwIfAborted();
    if (this.settings.latencyMs > 0) await this.world.delay(this.settings.latencyMs, signal);
    signal?.throwIfAborted();
    const asked = readRequest(request);
    const fault = drawFault(asked.action, this.settings.faults, this.world.random);
    const { name, response } = fault === 'resetBefore' ? broken(fault) : this.answer(asked, fault);
    this.counts.add(isAction(asked.action) ? asked.action : '(unknown)', name);
    if (response === undefined) throw connectionReset();
    return response;
  }

  /** Forgets every instance, token, tag, bucket and count. Ids go on, so that none is ever used twice. */
  reset(): void {
    this.regions = new Map();
    this.throttle = this.freshThrottle();
    this.counts = new CallCounts();
  }

  /** Calls since the reset, by action and outcome: `ok`, an EC2 error code, or the name of a fault. */
  calls(): Record<string, Record<string, number>> {
    return this.counts.toJSON();
  }

  private answer(asked: Asked, fault: string | undefined): Partial<Outcome> & { name: string } {
    const now = this.world.now();
    const { region, action, parameters } = asked;
    if (isAction(action) && this.throttle?.admits(region, action, parameters, now) === false) {
      return refused(refusal.throttled());
    }
    if (fault === 'error500') return { name: fault, response: htmlErrorResponse() };
    const outcome = this.perform(asked, now, fault);
    if (outcome.name !== 'ok') this.throttle?.giveBackInstances(region, action, parameters, now);
    if (!isTransportFault(fault)) return outcome;
    if (fault === 'resetAfter') return broken(fault);
    return { name: fault, response: cut(outcome.response, fault === 'truncate' ? 0.5 : 0) };
  }

  private perform(asked: Asked, now: number, fault: string | undefined): Outcome {
    const { action, version, parameters } = asked;
    try {
      const act = actionFor(action, parameters);
      const isPartial = fault === SHORTAGE && action === 'RunInstances';
      if (fault !== undefined && !isPartial && !isTransportFault(fault)) throw injectedError(fault);
      const shortage = isPartial ? this.world.random() : undefined;
      const region = this.region(asked.region);
      const effect = act({ parameters, region, now, settings: this.settings, shortage });
      if (parameters.flag('DryRun')) throw refusal.dryRun();
      return { name: 'ok', response: successResponse(action, version, effect()) };
    } catch (error) {
      if (error instanceof Ec2Error) return refused(error);
      throw error;
    }
  }

  private freshThrottle(): Throttle | undefined {
    return this.settings.throttling && new Throttle(this.settings.throttling);
  }

  private region(name: string): Region {
    const existing = this.regions.get(name);
    if (existing !== undefined) return existing;
    const region = new Region(name, this.ids, this.settings);
    this.regions.set(name, region);
    return region;
  }
}

function refused(error: Ec2Error): Outcome {
  return { name: error.code, response: errorResponse(error) };
}

function broken(name: string): { name: string; response?: undefined } {
  return { name };
}
