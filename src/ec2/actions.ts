/** Whether an action changes anything: then a lost answer leaves the outcome unknown. */
export type Access = 'read' | 'write';

interface Effect {
  readonly access: Access;
  /** Whether sending it twice does no more than sending it once. */
  readonly repeatable: boolean;
  /** Whether it takes place for no instance when EC2 refuses it for one. */
  readonly isRefusedWhole: boolean;
}

const READ: Effect = { access: 'read', repeatable: true, isRefusedWhole: true };
const WRITE: Effect = { access: 'write', repeatable: true, isRefusedWhole: true };

/**
 * The actions in use. RunInstances may be repeated because its ClientToken makes it happen once. TerminateInstances that is refused
 * for a protected instance terminates those in other Availability Zones.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TerminateInstances.html
 */
export const ACTIONS = {
  DescribeInstances: READ,
  DescribeInstanceAttribute: READ,
  DescribeInstanceStatus: READ,
  DescribeInstanceTypes: READ,
  RunInstances: WRITE,
  StartInstances: WRITE,
  StopInstances: WRITE,
  TerminateInstances: { ...WRITE, isRefusedWhole: false },
  ModifyInstanceAttribute: WRITE,
  RebootInstances: { ...WRITE, repeatable: false },
} as const satisfies Record<string, Effect>;

export type Action = keyof typeof ACTIONS;
