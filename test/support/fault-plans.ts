import type { Fault } from './faults.js';

/** Which fault the next call of an action meets, if any. */
export type Plan = (action: string) => Fault | undefined;

export const noFaults: Plan = () => undefined;

/** The next calls of each action meet these in order, all further ones none. */
export function scripted(script: Readonly<Record<string, readonly Fault[]>>): Plan {
  const left = new Map(Object.entries(script).map(([action, faults]) => [action, [...faults]]));
  return (action) => left.get(action)?.shift();
}

/** Every call of these actions meets the fault. */
export function always(fault: Fault, ...actions: readonly string[]): Plan {
  return (action) => (actions.includes(action) ? fault : undefined);
}

/** A share of all calls meets one of the faults; one draw decides both. */
export function atRandom(rate: number, faults: readonly Fault[], random: () => number): Plan {
  return () => {
    const drawn = random() / rate;
    return drawn < 1 ? faults[Math.floor(drawn * faults.length)] : undefined;
  };
}
