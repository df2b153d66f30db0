import {
  DescribeInstanceAttributeCommand,
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  type DescribeInstancesCommandOutput,
  DescribeInstanceTypesCommand,
  type InstanceStateChange,
  type _InstanceType as InstanceType,
  ModifyInstanceAttributeCommand,
  RebootInstancesCommand,
  RunInstancesCommand,
  type Filter as SdkFilter,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { type ErrorCode, instanceNotFound, ServiceError } from '../errors.js';
import { UNFILTERED_DESCRIBE } from './budget.js';
import type { Filter, RegionalEc2 } from './ec2.js';
import { answerEach } from './outcomes.js';
import { readAttribute, toModification } from './sdk-attributes.js';
import { toInstances, toStateChange } from './sdk-instance.js';
import { isDryRunSuccess, toRunInstances } from './sdk-launch.js';
import type { Send } from './sdk-send.js';
import { toStatus, toTypeInfo } from './sdk-status.js';

/** How many ids or names go into one call. AWS documents the limits of all but Start, Stop and Reboot. */
const MOST = { describe: 200, status: 100, types: 100, write: 1000 };

/**
 * EC2 by the AWS SDK: every method is one EC2 call, or as few as EC2's limits allow. A call that EC2 refuses is the
 * outcome of every id in it; taking a refused batch apart is for a decorator to do.
 */
export function sdkEc2(region: string, send: Send): RegionalEc2 {
  return {
    regions: [region],

    async runInstances(launch, call) {
      try {
        const output = await send('RunInstances', new RunInstancesCommand(toRunInstances(launch)), call, {
          instances: launch.dryRun ? 0 : launch.maxCount,
        });
        return { id: output.ReservationId ?? null, instances: toInstances(output, region) };
      } catch (error) {
        if (!launch.dryRun) throw error;
        if (isDryRunSuccess(error)) return { id: null, instances: [] };
        throw changingNothing(error);
      }
    },

    // By filter rather than by InstanceIds: there an id that does not exist is absent and fails no other.
    describeInstances(ids, call) {
      const ask = async (chunk: string[]) => {
        const filters = toFilters([{ name: 'instance-id', values: chunk }]);
        const instances = [];
        let token: string | undefined;
        do {
          const command = new DescribeInstancesCommand({ Filters: filters, NextToken: token });
          const output = await send('DescribeInstances', command, call);
          instances.push(...allInstances(output, region));
          token = output.NextToken || undefined;
        } while (token !== undefined);
        return byKey(instances, (instance) => instance.id);
      };
      return answerEach(ids, MOST.describe, ask, (id) => instanceNotFound(id));
    },

    describeInstancesById(ids, call) {
      const ask = async (InstanceIds: string[]) => {
        const command = new DescribeInstancesCommand({ InstanceIds });
        const output = await send('DescribeInstances', command, call, { bucket: UNFILTERED_DESCRIBE });
        return byKey(allInstances(output, region), (instance) => instance.id);
      };
      return answerEach(ids, MOST.describe, ask, (id) => instanceNotFound(id));
    },

    async listInstances({ filters, maxResults, token }, call) {
      const input = { Filters: toFilters(filters), MaxResults: maxResults, NextToken: token };
      const output = await send('DescribeInstances', new DescribeInstancesCommand(input), call);
      return { instances: allInstances(output, region), nextToken: output.NextToken || undefined };
    },

    startInstances(ids, call) {
      const ask = async (InstanceIds: string[]) => {
        const command = new StartInstancesCommand({ InstanceIds });
        const output = await send('StartInstances', command, call, { instances: InstanceIds.length });
        return stateChanges(output.StartingInstances);
      };
      return answerEach(ids, MOST.write, ask, unclear);
    },

    stopInstances(ids, { force }, call) {
      const ask = async (InstanceIds: string[]) => {
        const command = new StopInstancesCommand({ InstanceIds, Force: force || undefined });
        const output = await send('StopInstances', command, call, { instances: InstanceIds.length });
        return stateChanges(output.StoppingInstances);
      };
      return answerEach(ids, MOST.write, ask, unclear);
    },

    terminateInstances(ids, { force }, call) {
      const ask = async (InstanceIds: string[]) => {
        const command = new TerminateInstancesCommand({ InstanceIds, Force: force || undefined });
        const output = await send('TerminateInstances', command, call, { instances: InstanceIds.length });
        return stateChanges(output.TerminatingInstances);
      };
      return answerEach(ids, MOST.write, ask, unclear);
    },

    rebootInstances(ids, call) {
      const ask = async (InstanceIds: string[]) => {
        await send('RebootInstances', new RebootInstancesCommand({ InstanceIds }), call);
        return new Map(InstanceIds.map((id) => [id, { id }]));
      };
      return answerEach(ids, MOST.write, ask, unclear);
    },

    async modifyInstanceAttribute(id, change, call) {
      const command = new ModifyInstanceAttributeCommand({ InstanceId: id, ...toModification(change) });
      await send('ModifyInstanceAttribute', command, call);
    },

    async describeInstanceAttribute(id, attribute, call) {
      const command = new DescribeInstanceAttributeCommand({ InstanceId: id, Attribute: attribute });
      return readAttribute(attribute, await send('DescribeInstanceAttribute', command, call));
    },

    describeInstanceStatus(ids, call) {
      const ask = async (InstanceIds: string[]) => {
        const command = new DescribeInstanceStatusCommand({ InstanceIds, IncludeAllInstances: true });
        const output = await send('DescribeInstanceStatus', command, call);
        return byKey((output.InstanceStatuses ?? []).map(toStatus), (status) => status.id);
      };
      return answerEach(ids, MOST.status, ask, (id) => instanceNotFound(id));
    },

    describeInstanceTypes(names, _region, call) {
      const ask = async (chunk: string[]) => {
        const command = new DescribeInstanceTypesCommand({ InstanceTypes: chunk as InstanceType[] });
        const output = await send('DescribeInstanceTypes', command, call);
        return byKey((output.InstanceTypes ?? []).map(toTypeInfo), (type) => type.name);
      };
      return answerEach(names, MOST.types, ask, unread);
    },
  };
}

/** An answer holds several reservations, and a reservation several instances. */
function allInstances(output: DescribeInstancesCommandOutput, region: string) {
  return (output.Reservations ?? []).flatMap((reservation) => toInstances(reservation, region));
}

function stateChanges(changes: readonly InstanceStateChange[] | undefined) {
  return byKey((changes ?? []).map(toStateChange), (change) => change.id);
}

function byKey<T>(values: readonly T[], key: (value: T) => string): Map<string, T> {
  return new Map(values.map((value) => [key(value), value]));
}

function toFilters(filters: readonly Filter[]): SdkFilter[] | undefined {
  return filters.length > 0
    ? filters.map(({ name, values }) => ({ Name: name, Values: [...values] }))
    : undefined;
}

/** A dry run of which no answer came has launched nothing, as if it were a read. */
function changingNothing(error: unknown): unknown {
  if (!(error instanceof ServiceError) || error.code !== 'OUTCOME_UNKNOWN') return error;
  const { message, ec2, retryable } = error;
  return new ServiceError(ec2 ? 'UPSTREAM' : 'TIMEOUT', message, { cause: error, ec2, retryable });
}

function unread(key: string): ServiceError {
  return leftOut(key, 'UPSTREAM');
}

function unclear(key: string): ServiceError {
  return leftOut(key, 'OUTCOME_UNKNOWN');
}

function leftOut(what: string, code: ErrorCode): ServiceError {
  return new ServiceError(code, `EC2's answer says nothing of ${what}`, { retryable: true });
}
