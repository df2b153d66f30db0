import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { ServiceError } from '../errors.js';

/**
 * What callers see of an error: what the service says, with its code and what EC2 said, and what GraphQL says of a
 * bad request. All else is masked.
 */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const cause = causeOf(error);
  if (cause instanceof ServiceError) return { ...formatted, extensions: serviceExtensions(cause) };
  if (isAboutTheRequest(error, formatted)) return withKnownCode(formatted);
  const { locations, path } = formatted;
  const extensions = { code: 'INTERNAL_SERVER_ERROR', retryable: false };
  return { message: 'Internal server error', locations, path, extensions };
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

/** Apollo has a code of its own for requests that are not GraphQL over HTTP. */
function withKnownCode(formatted: GraphQLFormattedError): GraphQLFormattedError {
  if (formatted.extensions?.code !== 'BAD_REQUEST') return formatted;
  return { ...formatted, extensions: { ...formatted.extensions, code: 'BAD_USER_INPUT' } };
}

/** GraphQL and Apollo give a code to what is wrong with a request; a fault of a resolver has none of its own. */
function isAboutTheRequest(error: unknown, { extensions }: GraphQLFormattedError): boolean {
  const code = extensions?.code ?? 'INTERNAL_SERVER_ERROR';
  return error instanceof GraphQLError && code !== 'INTERNAL_SERVER_ERROR';
}
