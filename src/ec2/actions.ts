/** Whether an action changes anything: then a lost answer leaves the outcome unknown. */
export type Access = 'read' | 'write';

interface Effect {
  readonly access: Access;
  /** Whether sending it twice does no more than sending it once. */
  readonly repeatable: boolean;
}

const READ: Effect = { access: 'read', repeatable: true };
const WRITE: Effect = { access: 'write', repeatable: true };

/** The actions in use. RunInstances may be repeated because its ClientToken makes it happen once. */
export const ACTIONS = {
  DescribeInstances: READ,
  DescribeInstanceAttribute: READ,
  DescribeInstanceStatus: READ,
  DescribeInstanceTypes: READ,
  RunInstances: WRITE,
  StartInstances: WRITE,
  StopInstances: WRITE,
  TerminateInstances: WRITE,
  ModifyInstanceAttribute: WRITE,
  RebootInstances: { access: 'write', repeatable: false },
} as const satisfies Record<string, Effect>;

export type Action = keyof typeof ACTIONS;
