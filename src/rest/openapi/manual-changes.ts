import { EC2_REQUEST_ID, ID } from './examples.js';
import type { Answer, Manual } from './manual.js';

const MODIFIED: Answer = {
  description: 'EC2 has taken it.',
  schema: { type: 'string', const: 'Instance modification succeeded' },
  example: 'Instance modification succeeded',
};

/** What EC2 says to an action that the state of the instance does not allow. */
function wrongState(message: string, ec2Code = 'IncorrectInstanceState') {
  return { code: 'INVALID_STATE', message, ec2Code, ec2RequestId: EC2_REQUEST_ID };
}

const ATTRIBUTE_VALUES = `
| attribute | value |
|---|---|
| \`instanceType\` | a type, as in \`t3.micro\`; the instance has to be stopped |
| \`kernel\`, \`ramdisk\` | an id, as in \`aki-12c6146b\` |
| \`userData\` | text, at most 16 KiB; the instance has to be stopped |
| \`disableApiTermination\`, \`disableApiStop\` | \`true\` or \`false\` |
| \`instanceInitiatedShutdownBehavior\` | \`stop\` or \`terminate\` |
| \`sourceDestCheck\`, \`ebsOptimized\`, \`enaSupport\`, \`enclaveOptions\` | \`true\` or \`false\` |
| \`sriovNetSupport\` | \`simple\` |
| \`groupSet\` | ids of security groups, separated by commas |
| \`blockDeviceMapping\` | devices and whether they are deleted on termination, as in \`/dev/sda1=true\`, separated by commas |
`;

/** Of the routes that change something. */
export const CHANGES: Readonly<Record<string, Manual>> = {
  'put /launch': {
    operation: 'launchInstances',
    description:
      'Safe to repeat with its `Idempotency-Key` after any answer or none: repeated with the same key and input it answers with the same ids. Every answer that the launch itself gives carries the key, one of the service where the caller gave none. A 408 means that this request launched nothing.',
    scope: 'instances:launch',
    field: 'launchInstances',
    example: { ami: 'ami-12c6146b', instance_type: 't3.micro' },
    answer: {
      description: 'The ids of the instances, of which there are at least `min_count`; of a dry run, none.',
      schema: { type: 'array', items: { type: 'string' } },
      example: [ID],
    },
    refusals: [
      {
        code: 'UPSTREAM',
        message: "The image id '[ami-00000000]' does not exist",
        ec2Code: 'InvalidAMIID.NotFound',
        ec2RequestId: EC2_REQUEST_ID,
      },
      {
        code: 'IDEMPOTENCY_MISMATCH',
        message: 'the idempotency key was used before with another input',
      },
    ],
  },
  'put /:id/start': {
    operation: 'startInstance',
    description:
      'It is pending then, and running soon. One that is running already stays so, which is a 200.',
    scope: 'instances:operate',
    field: 'startInstances',
    example: {},
    answer: MODIFIED,
    refusals: [wrongState(`The instance '${ID}' is not in a state from which it can be started.`)],
  },
  'put /:id/stop': {
    operation: 'stopInstance',
    description:
      'It is stopping then, and stopped soon; its public address is given back. One that is stopped already stays so, which is a 200.',
    scope: 'instances:operate',
    field: 'stopInstances',
    example: { force: false },
    answer: MODIFIED,
    refusals: [wrongState(`This instance '${ID}' is not in a state from which it can be stopped.`)],
  },
  'put /:id/terminate': {
    operation: 'terminateInstance',
    description:
      'It cannot be undone. EC2 shows a terminated instance for about an hour, in which it may be terminated again, which is a 200.',
    scope: 'instances:terminate',
    field: 'terminateInstances',
    example: { force: false },
    answer: MODIFIED,
    refusals: [
      {
        code: 'UPSTREAM',
        message: `The instance '${ID}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
        ec2Code: 'OperationNotPermitted',
        ec2RequestId: EC2_REQUEST_ID,
      },
    ],
  },
  'put /:id/reboot': {
    operation: 'rebootInstance',
    description:
      'EC2 only takes note of it; the instance stays running. After a 504 look at the instance before you repeat it: it may have been rebooted.',
    scope: 'instances:operate',
    field: 'rebootInstances',
    example: {},
    answer: MODIFIED,
    refusals: [
      wrongState(`Cannot reboot instance ${ID} that is currently in stopped state.`, 'IncorrectState'),
    ],
  },
  'put /:id/modify': {
    operation: 'modifyInstance',
    description: `Attributes are named as EC2 names them, or in snake form: \`instanceType\` or \`instance_type\`.\n${ATTRIBUTE_VALUES}`,
    scope: 'instances:modify',
    field: 'modifyInstanceAttribute',
    example: { attribute: 'instance_type', value: 't3.small' },
    answer: MODIFIED,
    refusals: [wrongState(`The instance '${ID}' is not in the 'stopped' state.`)],
  },
};
