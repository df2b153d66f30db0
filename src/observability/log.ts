import { type DestinationStream, type Logger, pino } from 'pino';

export type Log = Logger;

/** The log: a JSON object a line, on standard output unless a destination is given. */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = { level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime };
  return destination ? pino(options, destination) : pino(options);
}
