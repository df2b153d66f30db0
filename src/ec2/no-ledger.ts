import type { CallLedger } from './ec2.js';

/** For calls that the service makes for itself. */
export const NO_LEDGER: CallLedger = { record() {}, waited() {}, answered() {} };
