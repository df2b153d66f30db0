import { createHash } from 'node:crypto';

/** An odd number, so that multiplying by it modulo 2^64 maps no two numbers to the same one. */
const SCATTER = 0x9e3779b97f4a7c15n;

/** New resource ids of 17 hexadecimal digits that never repeat, though they look random as EC2's do. */
export class Ids {
  private count = 0n;

  /** @param seed from 0 up to 1; where to begin, so that two simulators give different ids */
  constructor(seed: number) {
    this.count = BigInt(Math.floor(seed * 2 ** 48));
  }

  /** @param prefix as in `i` or `vol` */
  next(prefix: string): string {
    this.count += 1n;
    return `${prefix}-0${BigInt.asUintN(64, this.count * SCATTER)
      .toString(16)
      .padStart(16, '0')}`;
  }
}

/** The id of something that is always there, such as a region's default VPC: the same in every run. */
export function stableId(prefix: string, ...names: string[]): string {
  return `${prefix}-0${createHash('sha256').update(names.join('/')).digest('hex').slice(0, 16)}`;
}

/** Whether an id has one of EC2's two forms: 8 or 17 hexadecimal digits after the prefix. */
export function isWellFormed(prefix: string, id: string): boolean {
  return id.startsWith(`${prefix}-`) && /^([0-9a-f]{8}|[0-9a-f]{17})$/.test(id.slice(prefix.length + 1));
}
