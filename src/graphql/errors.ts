import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { ServiceError } from '../errors.js';
import { LIMITS } from './limits.js';

/**
 * What callers see of an error: what the service says, with its code and what EC2 said, and what GraphQL says of a
 * bad request. All else is masked.
 */
export function formatError(given: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const cause = causeOf(error);
  const formatted = { ...given, message: IN_BETTER_WORDS.get(given.message) ?? shortened(given.message) };
  if (cause instanceof ServiceError) return { ...formatted, extensions: serviceExtensions(cause) };
  if (isAboutTheRequest(error, formatted)) return withKnownCode(formatted);
  const { locations, path } = formatted;
  const extensions = { code: 'INTERNAL_SERVER_ERROR', retryable: false };
  return { message: 'Internal server error', locations, path, extensions };
}

/** What the libraries say of a limit without naming it. */
const IN_BETTER_WORDS: ReadonlyMap<string, string> = new Map([
  [
    'Validation aborted.',
    'expected fewer selections that have to be compared with each other: those of one name, and those of fragments that are spread side by side',
  ],
  [
    'Query exceeds the maximum allowed number of nodes.',
    `expected at most ${LIMITS.selections} selections, those of a fragment counted each time it is spread`,
  ],
]);

/** Of a message, which may repeat what was sent, and as often as there are fields. */
const MOST_CHARACTERS = 1000;

function shortened(message: string): string {
  return message.length > MOST_CHARACTERS ? `${message.slice(0, MOST_CHARACTERS)}…` : message;
}

/** The errors that callers see masked: faults of the service, for its log. */
export function maskedErrors(errors: readonly GraphQLError[]): unknown[] {
  return errors
    .filter((error) => !(causeOf(error) instanceof ServiceError) && !isAboutTheRequest(error, error.toJSON()))
    .map(causeOf);
}

function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError ? (error.originalError ?? error) : error;
}

function serviceExtensions(error: ServiceError): Record<string, unknown> {
  const { code, retryable, retryAfterSeconds, ec2, argument, idempotencyKey } = error;
  return { code, retryable, retryAfterSeconds, ec2, argument, idempotencyKey };
}

/** Apollo has codes of its own for requests that are not GraphQL over HTTP, and none for some that no type serves. */
function withKnownCode(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const code = String(formatted.extensions?.code);
  if (code.startsWith('GRAPHQL_')) return formatted;
  return { ...formatted, extensions: { ...formatted.extensions, code: 'BAD_USER_INPUT' } };
}

/** GraphQL and Apollo give a code to what is wrong with a request, or at least no place in its result. */
function isAboutTheRequest(error: unknown, { extensions, path }: GraphQLFormattedError): boolean {
  if (!(error instanceof GraphQLError)) return false;
  const code = extensions?.code ?? 'INTERNAL_SERVER_ERROR';
  return code !== 'INTERNAL_SERVER_ERROR' || (path === undefined && error.originalError === undefined);
}
