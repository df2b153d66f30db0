import { ServiceError } from '../errors.js';

/** For how long a token is held to its launch. */
const MEMORY_MS = 24 * 3600_000;
/** The oldest are forgotten beyond so many: then EC2's word alone holds, within one zone. */
const MOST = 100_000;

interface Use {
  readonly digest: string;
  readonly at: number;
  /** How many launches with it are under way. */
  underWay: number;
  /** Whether EC2 has bound it to a launch, or may have: it does so only to one that it has carried out. */
  isBound: boolean;
}

/** What client tokens were used for. */
export class UsedTokens {
  /** The oldest first. */
  private readonly uses = new Map<string, Use>();

  constructor(private readonly now: () => number) {}

  /** Before anything is sent, for of two inputs at once only one may go; throws IDEMPOTENCY_MISMATCH at the other. */
  begin(token: string, digest: string): void {
    this.forget();
    const use = this.uses.get(token) ?? { digest, at: this.now(), underWay: 0, isBound: false };
    if (use.digest !== digest) throw mismatch();
    use.underWay += 1;
    this.uses.set(token, use);
  }

  /** The token is free again when no launch with it is under way and none has bound it. */
  end(token: string, isBound: boolean): void {
    const use = this.uses.get(token);
    if (use === undefined) return;
    use.underWay -= 1;
    use.isBound ||= isBound;
    if (use.underWay === 0 && !use.isBound) this.uses.delete(token);
  }

  private forget(): void {
    for (const [token, { at, underWay }] of this.uses) {
      if (this.now() - at <= MEMORY_MS && this.uses.size < MOST) break;
      if (underWay === 0) this.uses.delete(token);
    }
  }
}

function mismatch(): ServiceError {
  return new ServiceError('IDEMPOTENCY_MISMATCH', 'the idempotency key was used before with another input');
}
