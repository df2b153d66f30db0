import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Observer } from '../ec2/observer.js';
import type { ServiceError } from '../errors.js';

/** What the service tells of itself, for Prometheus to fetch. */
export interface Metrics {
  readonly observer: Observer;
  readonly trust: TrustCounts;
  readonly contentType: string;
  /** In Prometheus's text format. */
  text(): Promise<string>;
}

/** Requests, as they are counted when they come in. */
export interface RequestCounts {
  readonly underWay: number;
  readonly refused: number;
}

/** What is counted of who may do what, and of its audit trail. */
export interface TrustCounts {
  written(audit: string): void;
  notWritten(): void;
  /** A file that a setting names has changed so that it cannot be used. */
  unusable(setting: string): void;
}

export function createMetrics(requests: RequestCounts): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  countRequests(registry, requests);
  return {
    observer: ec2Metrics(registry),
    trust: trustMetrics(registry),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}

/** Read when they are fetched, so that a request costs nothing more. */
function countRequests(registry: Registry, requests: RequestCounts): void {
  const registers = [registry];
  new Gauge({
    name: 'requests_under_way',
    help: 'Requests of the APIs that are being carried out.',
    registers,
    collect() {
      this.set(requests.underWay);
    },
  });
  new Counter({
    name: 'requests_shed_total',
    help: 'Requests that were refused with 503, as there were MAX_CONCURRENT_REQUESTS under way.',
    registers,
    collect() {
      this.reset();
      this.inc(requests.refused);
    },
  });
}

function ec2Metrics(registry: Registry): Observer {
  const registers = [registry];
  const calls = new Counter({
    name: 'ec2_calls_total',
    help: "EC2 calls, each attempt by itself. The outcome is ok, EC2's error code, or the service's own where EC2 said nothing.",
    labelNames: ['action', 'outcome'],
    registers,
  });
  const sizes = new Histogram({
    name: 'ec2_batch_size',
    help: 'Ids or names that went together in a call.',
    labelNames: ['action'],
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
    registers,
  });
  const waits = new Histogram({
    name: 'ec2_throttle_wait_seconds',
    help: 'How long calls waited for their tokens.',
    labelNames: ['action'],
    buckets: [0, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const splits = new Counter({
    name: 'ec2_batch_splits_total',
    help: 'Batches that EC2 refused for some instances in them, so that they were sent again in parts.',
    labelNames: ['action'],
    registers,
  });
  return {
    called: (action, failure) => calls.inc({ action, outcome: outcomeOf(failure) }),
    waited: (action, ms) => waits.observe({ action }, ms / 1000),
    batched: (action, size) => sizes.observe({ action }, size),
    split: (action) => splits.inc({ action }),
  };
}

function outcomeOf(failure: ServiceError | undefined): string {
  return failure === undefined ? 'ok' : (failure.ec2?.code ?? failure.code);
}

function trustMetrics(registry: Registry): TrustCounts {
  const registers = [registry];
  const entries = new Counter({
    name: 'audit_entries_total',
    help: 'Entries of the audit trail by what they tell: change, outcome, settled or refused.',
    labelNames: ['audit'],
    registers,
  });
  const failures = new Counter({
    name: 'audit_write_failures_total',
    help: 'Entries of the audit trail that could not be written. A change whose first entry is among them was not made.',
    registers,
  });
  const unusable = new Counter({
    name: 'unusable_files_total',
    help: 'How often a file that a setting names was found to be changed so that it cannot be used.',
    labelNames: ['setting'],
    registers,
  });
  return {
    written: (audit) => entries.inc({ audit }),
    notWritten: () => failures.inc(),
    unusable: (setting) => unusable.inc({ setting }),
  };
}
