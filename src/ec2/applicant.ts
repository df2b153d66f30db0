import { setMaxListeners } from 'node:events';
import type { Applicant } from './governor.js';

let calls = 0;

/**
 * Who waits for the tokens of a merged call, as long as it takes: those who go with it have deadlines of their own. Each call
 * for itself unless it is one caller's, so that none waits behind another that wants more.
 */
export function applicantOf(caller = `call ${++calls}`): Applicant {
  return { caller, signal: NEVER };
}

const NEVER = new AbortController().signal;
setMaxListeners(0, NEVER);
