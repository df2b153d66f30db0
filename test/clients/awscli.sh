#!/bin/bash
# Drives an EC2 endpoint with aws-cli: test/clients/awscli.sh http://127.0.0.1:4566
# AWS_CLI names the program where the first `aws` on the PATH is not the one to try.
set -euo pipefail

endpoint=${1:?the endpoint URL is missing}
aws=${AWS_CLI:-/usr/bin/aws}

export AWS_ACCESS_KEY_ID=AKIDEXAMPLE AWS_SECRET_ACCESS_KEY=example AWS_DEFAULT_REGION=us-east-1
export AWS_PAGER='' AWS_EC2_METADATA_DISABLED=true AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null

ec2() { "$aws" --endpoint-url "$endpoint" --output text ec2 "$@"; }

fail() {
  printf 'not ok - %s\n' "$1" >&2
  exit 1
}

# step NAME EXPECTED COMMAND...: the command's output must be what is expected
step() {
  local name=$1 expected=$2 actual
  shift 2
  actual=$("$@" 2>&1) || fail "$name: $actual"
  [ "$actual" = "$expected" ] || fail "$name: expected '$expected', got '$actual'"
  printf 'ok - %s\n' "$name"
}

# refused NAME CODE COMMAND...: the command must fail with that error code
refused() {
  local name=$1 code=$2 actual
  shift 2
  if actual=$("$@" 2>&1); then fail "$name: was not refused"; fi
  case $actual in
    *"($code)"*) printf 'ok - %s\n' "$name" ;;
    *) fail "$name: expected $code, got '$actual'" ;;
  esac
}

id=$(ec2 run-instances --image-id ami-0abcdef1 --instance-type t3.micro --key-name scalacity_dev1 \
  --security-groups SSH --placement AvailabilityZone=us-east-1b \
  --tag-specifications 'ResourceType=instance,Tags=[{Key=Name,Value=cli check}]' \
  --query 'Instances[0].InstanceId') || fail 'run-instances'
printf 'ok - run-instances %s\n' "$id"

state() { ec2 describe-instances --instance-ids "$id" --query 'Reservations[].Instances[].State.Name'; }

step 'wait instance-running' '' ec2 wait instance-running --instance-ids "$id"
step 'describe-instances by filters' "$id" ec2 describe-instances \
  --filters Name=tag:Name,Values='cli*' Name=instance-state-name,Values=running Name=instance-id,Values="$id" \
  --query 'Reservations[].Instances[].InstanceId'
step 'describe-instance-status' 'us-east-1b' ec2 describe-instance-status --instance-ids "$id" \
  --query 'InstanceStatuses[].AvailabilityZone'
step 'describe-instance-types' '2' ec2 describe-instance-types --instance-types t3.micro \
  --query 'InstanceTypes[].VCpuInfo.DefaultVCpus'
step 'create-tags' '' ec2 create-tags --resources "$id" --tags Key=team,Value=dev
step 'describe-tags' 'dev' ec2 describe-tags --filters Name=resource-id,Values="$id" Name=key,Values=team \
  --query 'Tags[].Value'
step 'delete-tags' '' ec2 delete-tags --resources "$id" --tags Key=team
step 'describe-tags after that' '' ec2 describe-tags --filters Name=resource-id,Values="$id" Name=key,Values=team \
  --query 'Tags[].Value'
refused 'stop-instances as a dry run' DryRunOperation ec2 stop-instances --instance-ids "$id" --dry-run
step 'stop-instances' "stopping" ec2 stop-instances --instance-ids "$id" \
  --query 'StoppingInstances[].CurrentState.Name'
step 'wait instance-stopped' '' ec2 wait instance-stopped --instance-ids "$id"
refused 'reboot-instances while stopped' IncorrectState ec2 reboot-instances --instance-ids "$id"
step 'modify-instance-attribute' '' ec2 modify-instance-attribute --instance-id "$id" --instance-type t3.small
step 'modify-instance-attribute by name and value' '' ec2 modify-instance-attribute --instance-id "$id" \
  --attribute disableApiTermination --value true
step 'describe-instance-attribute' 't3.small' ec2 describe-instance-attribute --instance-id "$id" \
  --attribute instanceType --query 'InstanceType.Value'
step 'start-instances' 'pending' ec2 start-instances --instance-ids "$id" \
  --query 'StartingInstances[].CurrentState.Name'
step 'wait instance-running after that' '' ec2 wait instance-running --instance-ids "$id"
step 'reboot-instances' '' ec2 reboot-instances --instance-ids "$id"
refused 'terminate-instances while protected' OperationNotPermitted ec2 terminate-instances --instance-ids "$id"
step 'modify-instance-attribute to unprotect' '' ec2 modify-instance-attribute --instance-id "$id" \
  --no-disable-api-termination
step 'terminate-instances' 'running' ec2 terminate-instances --instance-ids "$id" \
  --query 'TerminatingInstances[].PreviousState.Name'
step 'wait instance-terminated' '' ec2 wait instance-terminated --instance-ids "$id"
step 'describe-instances when terminated' 'terminated' state
refused 'describe-instances of none' InvalidInstanceID.NotFound ec2 describe-instances \
  --instance-ids i-0ffffffffffffffff
