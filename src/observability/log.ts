import { type DestinationStream, type Logger, pino } from 'pino';
import type { WriteLine } from './lines.js';

export type Log = Logger;

/** The log: a JSON object a line, on standard output unless a destination is given. */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = { level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime };
  return destination ? pino(options, destination) : pino(options);
}

/** Among the lines of others, each of them whole; what cannot be written of a log is lost. */
export function loggingTo(write: WriteLine): DestinationStream {
  return { write: (line) => void write(line).catch(() => {}) };
}
