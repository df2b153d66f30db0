#!/usr/bin/python3
"""Drives an EC2 endpoint with boto 2 (Version 2014-10-01, Signature 2): boto2_check.py http://127.0.0.1:4566"""

import sys
import time
from urllib.parse import urlsplit

from boto.ec2.connection import EC2Connection
from boto.ec2.regioninfo import RegionInfo
from boto.exception import EC2ResponseError


def passed(step):
    print('ok - ' + step, flush=True)


def expect(step, actual, expected):
    if actual != expected:
        sys.exit('not ok - %s: expected %r, got %r' % (step, expected, actual))
    passed(step)


def expect_refusal(step, code, call, *arguments, **options):
    try:
        call(*arguments, **options)
    except EC2ResponseError as error:
        expect(step, error.error_code, code)
    else:
        sys.exit('not ok - %s: was not refused' % step)


def wait_for(instance, state):
    deadline = time.monotonic() + 30
    while instance.update() != state:
        if time.monotonic() > deadline:
            sys.exit('not ok - wait for %s: still %s' % (state, instance.state))
        time.sleep(0.2)
    passed('wait for ' + state)


def main(endpoint):
    url = urlsplit(endpoint)
    ec2 = EC2Connection(
        'AKIDEXAMPLE', 'example', is_secure=url.scheme == 'https', port=url.port, path='/',
        region=RegionInfo(name='us-east-1', endpoint=url.hostname),
    )
    reservation = ec2.run_instances(
        'ami-0abcdef1', instance_type='t2.micro', key_name='scalacity_dev1', security_groups=['SSH'],
        placement='us-east-1b', user_data='#!/bin/sh\necho hi\n',
    )
    instance = reservation.instances[0]
    expect('run_instances', [instance.state, instance.ip_address], ['pending', None])
    wait_for(instance, 'running')
    expect('fields', [
        instance.state_code, instance.placement, instance.key_name, instance.ami_launch_index,
        [group.name for group in instance.groups], instance.root_device_type,
    ], [16, 'us-east-1b', 'scalacity_dev1', '0', ['SSH'], 'ebs'])

    found = ec2.get_only_instances(filters={'instance-id': instance.id, 'instance-state-name': ['running', 'pending']})
    expect('get_only_instances by filters', [one.id for one in found], [instance.id])
    statuses = ec2.get_all_instance_status([instance.id])
    expect('get_all_instance_status', [one.state_name for one in statuses], ['running'])

    instance.add_tag('team', 'dev')
    expect('create_tags', [(tag.name, tag.value) for tag in ec2.get_all_tags({'resource-id': instance.id})],
           [('team', 'dev')])
    instance.remove_tag('team')
    expect('delete_tags', ec2.get_all_tags({'resource-id': instance.id}), [])

    expect_refusal('stop_instances as a dry run', 'DryRunOperation', ec2.stop_instances, [instance.id], dry_run=True)
    expect('stop_instances', [one.state for one in ec2.stop_instances([instance.id])], ['stopping'])
    wait_for(instance, 'stopped')
    expect('modify instanceType', ec2.modify_instance_attribute(instance.id, 'instanceType', 't2.small'), True)
    expect('modify disableApiTermination',
           ec2.modify_instance_attribute(instance.id, 'disableApiTermination', True), True)
    expect('modify sourceDestCheck by a string',
           ec2.modify_instance_attribute(instance.id, 'sourceDestCheck', 'False'), True)
    group = ec2.get_instance_attribute(instance.id, 'groupSet')['groupSet'][0]
    expect('modify groupSet', ec2.modify_instance_attribute(instance.id, 'groupSet', [group.id]), True)
    expect('modify blockDeviceMapping',
           ec2.modify_instance_attribute(instance.id, 'blockDeviceMapping', ['/dev/sda1=false']), True)
    expect_refusal('modify an attribute with a wrong name', 'UnknownParameter',
                   ec2.modify_instance_attribute, instance.id, 'instancetype', 't2.small')
    expect('get_instance_attribute',
           ec2.get_instance_attribute(instance.id, 'instanceType')['instanceType'], 't2.small')
    expect('start_instances', [one.state for one in ec2.start_instances([instance.id])], ['pending'])
    wait_for(instance, 'running')
    expect('reboot_instances', ec2.reboot_instances([instance.id]), True)

    expect_refusal('terminate_instances while protected', 'OperationNotPermitted',
                   ec2.terminate_instances, [instance.id])
    ec2.modify_instance_attribute(instance.id, 'disableApiTermination', False)
    expect('terminate_instances', [one.id for one in ec2.terminate_instances([instance.id])], [instance.id])
    wait_for(instance, 'terminated')
    expect('fields when terminated', [
        instance.public_dns_name, instance.private_dns_name, instance.ip_address, instance.private_ip_address,
        instance.vpc_id, instance.key_name,
    ], ['', '', None, None, None, 'scalacity_dev1'])
    expect_refusal('get_only_instances of none', 'InvalidInstanceID.NotFound',
                   ec2.get_only_instances, ['i-0ffffffffffffffff'])


if __name__ == '__main__':
    if len(sys.argv) != 2:
        sys.exit('usage: boto2_check.py ENDPOINT_URL')
    main(sys.argv[1])
