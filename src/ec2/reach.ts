import type { ServiceError } from '../errors.js';
import type { Call, Ec2 } from './ec2.js';
import { NO_LEDGER } from './no-ledger.js';

/** For how long EC2's last answer counts as a sign that it can be reached. */
const FRESH_MS = 10_000;
const PROBE_TIMEOUT_MS = 3000;

/** No instance has this id: to ask for it costs one call and nothing else. */
const NO_INSTANCE = 'i-00000000000000000';

/** Whether EC2 can be reached: known from its answers to others, asked for only when there has been none of late. */
export class Reach {
  private heardAt = Number.NEGATIVE_INFINITY;
  private probing: Promise<boolean> | undefined;

  constructor(private readonly now: () => number) {}

  /** An attempt at a call has ended. EC2 has answered, be it with a refusal, unless the failure is without its word. */
  called(failure?: ServiceError): void {
    if (failure === undefined || failure.ec2) this.heardAt = this.now();
  }

  async check(ec2: Ec2): Promise<boolean> {
    if (this.isFresh()) return true;
    this.probing ??= this.probe(ec2).finally(() => {
      this.probing = undefined;
    });
    return this.probing;
  }

  private async probe(ec2: Ec2): Promise<boolean> {
    const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
    const call: Call = { caller: 'readyz', requestId: '', signal, ledger: NO_LEDGER };
    const [region = ''] = ec2.regions;
    const filters = [{ name: 'instance-id', values: [NO_INSTANCE] }];
    // Whatever comes back, an answer is heard elsewhere.
    await ec2
      .listInstances({ region, filters, maxResults: 5, token: undefined }, call)
      .catch(() => undefined);
    return this.isFresh();
  }

  private isFresh(): boolean {
    return this.now() - this.heardAt <= FRESH_MS;
  }
}
