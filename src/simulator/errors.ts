/** A refusal as EC2 words it: its error code, message and HTTP status. */
export class Ec2Error extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly statusCode: number = STATUSES[code] ?? 400,
  ) {
    super(message);
    this.name = code;
  }
}

/**
 * Statuses other than 400; the server errors are those of
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
const STATUSES: Readonly<Record<string, number>> = {
  DryRunOperation: 412,
  UnauthorizedOperation: 403,
  // The documentation gives no status; 401 is what signature failures get.
  AuthFailure: 401,
  RequestLimitExceeded: 503,
  ServiceUnavailable: 503,
  Unavailable: 503,
  InsufficientInstanceCapacity: 500,
  InsufficientAddressCapacity: 500,
  InsufficientCapacity: 500,
  InternalError: 500,
  InternalFailure: 500,
};

/** Messages for codes that have no other use here than to be injected as faults. */
const INJECTED_MESSAGES: Readonly<Record<string, string>> = {
  RequestLimitExceeded: 'Request limit exceeded.',
  InsufficientInstanceCapacity:
    'We currently do not have sufficient capacity in the Availability Zone you requested. ' +
    'Our system will be working on provisioning additional capacity.',
  UnauthorizedOperation: 'You are not authorized to perform this operation.',
  AuthFailure: 'AWS was not able to validate the provided access credentials',
  InternalError: 'An internal error has occurred',
  Unavailable: 'The service is unavailable. Please try again shortly.',
  ServiceUnavailable: 'The service is unavailable. Please try again shortly.',
  InstanceLimitExceeded:
    'You have requested more instances than your current instance limit allows for the specified instance type.',
  VcpuLimitExceeded:
    'You have requested more vCPU capacity than your current vCPU limit allows for the instance bucket that the ' +
    'specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an ' +
    'adjustment to this limit.',
};

/** The error for a fault that the settings ask for by its EC2 code. */
export function injectedError(code: string): Ec2Error {
  return new Ec2Error(code, INJECTED_MESSAGES[code] ?? 'This fault was injected by the simulator.');
}

type Wording = readonly [code: string, message: string];

const refuse =
  <Arguments extends readonly unknown[]>(word: (...facts: Arguments) => Wording) =>
  (...facts: Arguments): Ec2Error =>
    new Ec2Error(...word(...facts));

const invalid = (message: string): Wording => ['InvalidParameterValue', message];

/** Every refusal that a request can meet. Wordings are those of the real service where it has been seen. */
export const refusal = {
  unknownAction: refuse((action: string) => [
    'InvalidAction',
    `The action ${action} is not valid for this web service.`,
  ]),
  unknownParameter: refuse((name: string) => ['UnknownParameter', `The parameter ${name} is not recognized`]),
  missingParameter: refuse((name: string) => [
    'MissingParameter',
    `The request must contain the parameter ${name}`,
  ]),
  dryRun: refuse(() => ['DryRunOperation', 'Request would have succeeded, but DryRun flag is set.']),
  throttled: refuse(() => ['RequestLimitExceeded', 'Request limit exceeded.']),
  invalidValue: refuse((value: string, parameter: string, why: string) =>
    invalid(`Value (${value}) for parameter ${parameter} is invalid. ${why}`),
  ),
  invalidBoolean: refuse((value: string, parameter: string) =>
    invalid(`Value (${value}) for parameter ${parameter} is invalid. Expecting 'true' or 'false'.`),
  ),
  invalidInteger: refuse((value: string, parameter: string) =>
    invalid(`Value (${value}) for parameter ${parameter} is invalid. Expecting an integer.`),
  ),
  invalidFilter: refuse((name: string) => invalid(`The filter '${name}' is invalid`)),
  tooManyFilters: refuse((what: string) => ['FilterLimitExceeded', what]),
  pageTooSmall: refuse((size: number, least: number) =>
    invalid(
      `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value greater than ${least}.`,
    ),
  ),
  pageTooLarge: refuse((size: number, most: number) =>
    invalid(`Value ( ${size} ) for parameter maxResults is invalid. Expecting a value less than ${most}.`),
  ),
  badToken: refuse(() => ['InvalidNextToken', 'The specified NextToken is not valid.']),
  combination: refuse((message: string) => ['InvalidParameterCombination', message]),
  tooManyResources: refuse((most: number) => [
    'ResourceCountExceeded',
    `The request exceeds the maximum of ${most} resources allowed in a single request.`,
  ]),
  badBase64: refuse(() => ['InvalidUserData.Malformed', 'Invalid BASE64 encoding of user data.']),
  // Seen with InvalidUserData.Malformed too; the documented code for a value out of bounds is taken.
  userDataTooLong: refuse(() => invalid('User data is limited to 16384 bytes')),
  parameterValue: refuse(invalid),
} as const;
