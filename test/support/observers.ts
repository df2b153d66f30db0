import type { Observer } from '../../src/ec2/observer.js';

/** Takes no notice of anything but what a test wants to see. */
export function anObserver(methods: Partial<Observer> = {}): Observer {
  return { called: () => {}, waited: () => {}, batched: () => {}, split: () => {}, ...methods };
}
