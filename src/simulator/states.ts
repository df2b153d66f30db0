/** The six states of an instance with their codes, https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html */
export const STATE_CODES = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
} as const;

export type StateName = keyof typeof STATE_CODES;

/** Where an instance arrives by itself when the transition's time is over. */
export const ARRIVALS: Readonly<Partial<Record<StateName, StateName>>> = {
  pending: 'running',
  stopping: 'stopped',
  'shutting-down': 'terminated',
};

/** What a lifecycle action does to an instance: move it, leave it as it is and say so, or refuse. */
export type Reaction = StateName | 'unchanged' | 'refused';

export type LifecycleAction = 'start' | 'stop' | 'terminate' | 'reboot';

/**
 * The state table. A pending instance that has run before can be stopped; one on its first launch cannot, which
 * the stop action adds. Where EC2's behaviour is not documented, the reading is the one that a careful client
 * must be ready for: a no-op where the wish is already on its way, a refusal where it contradicts it.
 */
export const REACTIONS: Readonly<Record<StateName, Readonly<Record<LifecycleAction, Reaction>>>> = {
  pending: { start: 'unchanged', stop: 'stopping', terminate: 'shutting-down', reboot: 'unchanged' },
  running: { start: 'unchanged', stop: 'stopping', terminate: 'shutting-down', reboot: 'unchanged' },
  stopping: { start: 'refused', stop: 'unchanged', terminate: 'shutting-down', reboot: 'refused' },
  stopped: { start: 'pending', stop: 'unchanged', terminate: 'terminated', reboot: 'refused' },
  'shutting-down': { start: 'refused', stop: 'refused', terminate: 'unchanged', reboot: 'unchanged' },
  terminated: { start: 'refused', stop: 'refused', terminate: 'unchanged', reboot: 'unchanged' },
};
