import type { SimulatorSettings, SimulatorWorld, TransportFault } from './settings.js';

const TRANSPORT: ReadonlySet<string> = new Set<TransportFault>([
  'resetBefore',
  'resetAfter',
  'error500',
  'truncate',
  'empty',
]);

/** Codes that only make sense where instances are about to run. */
const LAUNCH_CODES = new Set([
  'InsufficientInstanceCapacity',
  'InsufficientFreeAddressesInSubnet',
  'InstanceLimitExceeded',
  'MaxSpotInstanceCountExceeded',
  'VcpuLimitExceeded',
]);

const LAUNCHING = new Set(['RunInstances', 'StartInstances']);

export function isTransportFault(fault: string | undefined): fault is TransportFault {
  return fault !== undefined && TRANSPORT.has(fault);
}

/** The fault that a call meets, if any: one draw decides, so that the rates add up. */
export function drawFault(
  action: string,
  rates: SimulatorSettings['faults'],
  random: SimulatorWorld['random'],
): string | undefined {
  const applicable = Object.entries(rates).filter(
    ([fault, rate]) => rate > 0 && (LAUNCHING.has(action) || !LAUNCH_CODES.has(fault)),
  );
  if (applicable.length === 0) return undefined;
  let left = random();
  for (const [fault, rate] of applicable) {
    if (left < rate) return fault;
    left -= rate;
  }
  return undefined;
}

/** The error of a connection that broke, as Node gives it. */
export function connectionReset(): Error {
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', errno: -104, syscall: 'read' });
}
