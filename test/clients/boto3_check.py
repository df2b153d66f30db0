#!/usr/bin/python3
"""Drives an EC2 endpoint with boto3: boto3_check.py http://127.0.0.1:4566"""

import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError


def passed(step):
    print('ok - ' + step, flush=True)


def expect(step, actual, expected):
    if actual != expected:
        sys.exit('not ok - %s: expected %r, got %r' % (step, expected, actual))
    passed(step)


def expect_refusal(step, code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        expect(step, error.response['Error']['Code'], code)
    else:
        sys.exit('not ok - %s: was not refused' % step)


def main(endpoint):
    ec2 = boto3.client(
        'ec2',
        endpoint_url=endpoint,
        region_name='us-east-1',
        aws_access_key_id='AKIDEXAMPLE',
        aws_secret_access_key='example',
        config=Config(retries={'max_attempts': 1}),
    )
    fast = {'Delay': 1, 'MaxAttempts': 30}

    launched = ec2.run_instances(
        ImageId='ami-0abcdef1', InstanceType='t3.micro', MinCount=2, MaxCount=2, KeyName='scalacity_dev1',
        SecurityGroups=['SSH'], Placement={'AvailabilityZone': 'us-east-1b'}, UserData='#!/bin/sh\necho hi\n',
        TagSpecifications=[{'ResourceType': 'instance', 'Tags': [{'Key': 'Name', 'Value': 'boto3 <check>'}]}],
    )
    expect('run_instances', [one['AmiLaunchIndex'] for one in launched['Instances']], [0, 1])
    ids = [one['InstanceId'] for one in launched['Instances']]
    first = ids[0]

    ec2.get_waiter('instance_running').wait(InstanceIds=ids, WaiterConfig=fast)
    passed('wait instance_running')
    found = ec2.describe_instances(Filters=[
        {'Name': 'tag:Name', 'Values': ['boto3 <*']},
        {'Name': 'instance-id', 'Values': ids},
    ])
    expect('describe_instances by filters', [one['InstanceId'] for one in found['Reservations'][0]['Instances']], ids)
    instance = found['Reservations'][0]['Instances'][0]
    expect('describe_instances fields', [
        instance['State']['Code'], instance['Placement']['AvailabilityZone'], instance['KeyName'],
        instance['SecurityGroups'][0]['GroupName'], instance['Tags'][0]['Value'],
    ], [16, 'us-east-1b', 'scalacity_dev1', 'SSH', 'boto3 <check>'])
    pages = ec2.get_paginator('describe_instances').paginate(PaginationConfig={'PageSize': 5})
    seen = [one['InstanceId'] for page in pages for r in page['Reservations'] for one in r['Instances']]
    expect('describe_instances in pages', set(ids) <= set(seen) and len(seen) == len(set(seen)), True)

    statuses = ec2.describe_instance_status(InstanceIds=ids)['InstanceStatuses']
    expect('describe_instance_status', [one['InstanceState']['Name'] for one in statuses], ['running', 'running'])
    kind = ec2.describe_instance_types(InstanceTypes=['m5.large'])['InstanceTypes'][0]
    expect('describe_instance_types', [kind['VCpuInfo']['DefaultVCpus'], kind['MemoryInfo']['SizeInMiB']], [2, 8192])

    ec2.create_tags(Resources=[first], Tags=[{'Key': 'team', 'Value': 'dev'}])
    passed('create_tags')
    only_first = [{'Name': 'resource-id', 'Values': [first]}]
    tags = ec2.describe_tags(Filters=only_first)['Tags']
    expect('describe_tags', {tag['Key']: tag['Value'] for tag in tags}, {'Name': 'boto3 <check>', 'team': 'dev'})
    ec2.delete_tags(Resources=[first], Tags=[{'Key': 'team'}])
    expect('delete_tags', [tag['Key'] for tag in ec2.describe_tags(Filters=only_first)['Tags']], ['Name'])

    expect_refusal('stop_instances as a dry run', 'DryRunOperation', ec2.stop_instances, InstanceIds=ids, DryRun=True)
    moved = ec2.stop_instances(InstanceIds=ids)['StoppingInstances']
    expect('stop_instances', [one['CurrentState']['Name'] for one in moved], ['stopping', 'stopping'])
    ec2.get_waiter('instance_stopped').wait(InstanceIds=ids, WaiterConfig=fast)
    passed('wait instance_stopped')
    ec2.modify_instance_attribute(InstanceId=first, InstanceType={'Value': 't3.small'})
    ec2.modify_instance_attribute(InstanceId=first, UserData={'Value': b'#!/bin/sh\n'})
    ec2.modify_instance_attribute(InstanceId=first, Attribute='instanceInitiatedShutdownBehavior', Value='terminate')
    passed('modify_instance_attribute')
    expect('describe_instance_attribute', ec2.describe_instance_attribute(
        InstanceId=first, Attribute='instanceType')['InstanceType']['Value'], 't3.small')
    started = ec2.start_instances(InstanceIds=ids)['StartingInstances']
    expect('start_instances', [one['CurrentState']['Name'] for one in started], ['pending', 'pending'])
    ec2.get_waiter('instance_running').wait(InstanceIds=ids, WaiterConfig=fast)
    passed('wait instance_running after that')
    ec2.reboot_instances(InstanceIds=ids)
    passed('reboot_instances')

    ec2.terminate_instances(InstanceIds=ids)
    passed('terminate_instances')
    ec2.get_waiter('instance_terminated').wait(InstanceIds=ids, WaiterConfig=fast)
    passed('wait instance_terminated')
    expect_refusal('describe_instances of none', 'InvalidInstanceID.NotFound',
                   ec2.describe_instances, InstanceIds=['i-0ffffffffffffffff'])


if __name__ == '__main__':
    if len(sys.argv) != 2:
        sys.exit('usage: boto3_check.py ENDPOINT_URL')
    main(sys.argv[1])
