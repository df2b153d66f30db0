import { createHash, randomUUID } from 'node:crypto';
import { badInput } from '../errors.js';

const PRINTABLE = /^[\x20-\x7e]{1,255}$/;

/** The caller's key, or a fresh one. */
export function idempotencyKeyFor(given: string | null | undefined): string {
  if (given == null) return randomUUID();
  if (!PRINTABLE.test(given))
    throw badInput('idempotencyKey', 'expected 1 to 255 printable ASCII characters');
  return given;
}

/**
 * EC2's ClientToken, the same for every repetition by the same caller. SHA-256 in hex fills the 64 characters that
 * EC2 allows. https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
export function clientToken(caller: string, idempotencyKey: string): string {
  return createHash('sha256')
    .update(JSON.stringify([caller, idempotencyKey]))
    .digest('hex');
}
