import { Parameters } from './parameters.js';
import type { WireRequest } from './wire.js';

/** What a request's envelope tells. */
export interface Asked {
  readonly action: string;
  readonly version: string;
  readonly region: string;
  readonly parameters: Parameters;
}

const DEFAULT_REGION = 'us-east-1';
const DEFAULT_VERSION = '2016-11-15';

/** Signature 4 tells the region in its credential scope: `KEY/20260101/REGION/ec2/aws4_request`. */
const SCOPE = /^[^/]+\/\d{8}\/([a-z0-9-]{1,64})\/ec2\/aws4_request$/;

function header(request: WireRequest, name: string): string | undefined {
  const direct = request.headers[name];
  if (direct !== undefined) return direct;
  const key = Object.keys(request.headers).find((one) => one.toLowerCase() === name);
  return key === undefined ? undefined : request.headers[key];
}

/** Signatures are not checked. Signature 2 names no region, and EC2's first is taken for it. */
function regionOf(request: WireRequest, parameters: Parameters): string {
  const authorization = header(request, 'authorization') ?? '';
  const credential =
    /Credential=([^,\s]+)/.exec(authorization)?.[1] ?? parameters.text('X-Amz-Credential') ?? '';
  return SCOPE.exec(credential)?.[1] ?? DEFAULT_REGION;
}

export function readRequest(request: WireRequest): Asked {
  const parameters = Parameters.parse(request.body);
  return {
    action: parameters.text('Action') ?? '',
    version: parameters.text('Version') ?? DEFAULT_VERSION,
    region: regionOf(request, parameters),
    parameters,
  };
}
