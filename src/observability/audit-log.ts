import type { Trail } from '../ec2/trail.js';
import type { WriteLine } from './lines.js';

/** Is told of each entry whether it could be written. */
export interface Watch {
  written(audit: string): void;
  failed(fault: unknown): void;
}

/** The audit trail as lines of JSON. */
export function auditLog(write: WriteLine, now: () => number, watch: Watch): Trail {
  return {
    write(entry) {
      const line = `${JSON.stringify({ time: new Date(now()).toISOString(), ...entry })}\n`;
      // Anybody can be refused as often as he likes.
      return write(line, entry.audit === 'refused').then(
        () => watch.written(entry.audit),
        (fault) => {
          watch.failed(fault);
          throw fault;
        },
      );
    },
  };
}
