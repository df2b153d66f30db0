import type { IncomingMessage } from 'node:http';
import { GraphQLError, type GraphQLFormattedError, GraphQLSchema, parse } from 'graphql';
import { CloseCode, type Context as ConnectionContext, makeServer, type Server } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Attempt, CallerOf } from '../auth/recording-refusals.js';
import type { Context, RequestFacts } from '../context.js';
import { ServiceError } from '../errors.js';
import type { Answer } from '../graphql/answer.js';
import type { CarryOut } from '../graphql/operations.js';
import type { Admission } from './admission.js';
import { deadlineIn } from './deadline.js';
import { answersOf, endingIn } from './graphql-ws-stream.js';

/** A client and the connection that it has opened. */
export interface Peer {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  /** Of the connection; its operations add their own ids. */
  readonly requestId: string;
  /** What it has brought to be let in by. */
  authorization: string | undefined;
  isLetIn: boolean;
  /** How many subscriptions it has. */
  streams: number;
  /** Once the service shuts down. */
  isClosing: boolean;
}

export interface GraphQLWsParts {
  readonly callerOf: CallerOf;
  contextOf(facts: RequestFacts): Context;
  readonly carryOut: CarryOut;
  readonly admission: Admission;
  readonly timeoutMs: number;
}

type ConnectionParams = Record<string, unknown>;
type Connection = ConnectionContext<ConnectionParams, Peer>;

/** Of an operation's id, as clients choose it, in characters. */
const MOST_ID = 64;

/** What the protocol asks for besides an answer that is there already. */
const ANSWERED = { schema: new GraphQLSchema({}), document: parse('{ __typename }') };

/**
 * GraphQL over WebSocket, as graphql-ws speaks it. A token is taken from `Authorization`, of the request that opens the
 * connection or of the parameters with which the client begins, and looked at for each operation anew: a connection outlives
 * tokens. https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
 */
export function graphqlOverWebSocket(parts: GraphQLWsParts): Server<Peer> {
  const { callerOf, contextOf, carryOut, admission, timeoutMs } = parts;

  const letIn = async (connection: Connection) => callerOf(attemptOf(connection));

  /** An operation, each answer of which has a deadline, a context and a look at its token of its own. */
  const begin = (connection: Connection, id: string) => {
    const { socket, requestId } = connection.extra;
    const whole = deadlineIn(Number.POSITIVE_INFINITY);
    const inContext = async <T>(carryOut: (context: Context) => Promise<T>): Promise<T> => {
      const deadline = deadlineIn(timeoutMs);
      whole.signal.addEventListener('abort', deadline.hangUp, { once: true });
      try {
        const caller = await letIn(connection);
        const signals = { signal: deadline.signal, lastingSignal: whole.signal };
        return await carryOut(
          contextOf({ caller, requestId: `${requestId}/${id.slice(0, MOST_ID)}`, ...signals }),
        );
      } catch (error) {
        if (error instanceof ServiceError && error.code === 'UNAUTHENTICATED') closeRefused(socket, error);
        throw error;
      } finally {
        whole.signal.removeEventListener('abort', deadline.hangUp);
        deadline.end();
      }
    };
    return { inContext, hangUp: whole.hangUp };
  };

  return makeServer<ConnectionParams, Peer>({
    async onConnect(connection) {
      const { extra: peer } = connection;
      peer.authorization = authorizationOf(connection);
      // They may be large, and are of no more use.
      Object.assign(connection, { connectionParams: undefined });
      await letIn(connection).catch((error) => closeRefused(peer.socket, error));
      peer.isLetIn = peer.socket.readyState === peer.socket.OPEN;
      return peer.isLetIn;
    },
    async onSubscribe(connection, id, operation) {
      const { extra: peer } = connection;
      const leave = admission.enter();
      const { inContext, hangUp } = begin(connection, id);
      connection.subscriptions[id] = endingIn(hangUp, nothing());
      let isStreaming = false;
      try {
        if (leave === undefined || peer.isClosing) throw unavailable(peer);
        const given = await inContext((context) => carryOut(operation, context));
        if (!('events' in given))
          return given.data === undefined ? errorsOf(given) : { ...ANSWERED, contextValue: given };
        if (peer.isClosing) throw unavailable(peer);
        isStreaming = true;
        const contextValue = answersOf(given, { inContext, end: streamOf(peer, [leave, hangUp]) });
        return { ...ANSWERED, contextValue };
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        return [refusal(error)];
      } finally {
        if (!isStreaming) leave?.();
      }
    },
    execute: ({ contextValue }) => contextValue as never,
    onNext: (_connection, _id, _operation, _args, result) => result as Answer,
  });
}

/** Counts a subscription of a peer, until it ends. */
function streamOf(peer: Peer, atEnd: readonly (() => void)[]): () => void {
  peer.streams += 1;
  let isOpen = true;
  return () => {
    if (isOpen) peer.streams -= 1;
    isOpen = false;
    for (const each of atEnd) each();
  };
}

/** What graphql-ws ends when the client says that it no longer waits for an operation, or has gone. */
async function* nothing(): AsyncGenerator<never> {}

function attemptOf(connection: Connection): Attempt {
  const { request, requestId, authorization } = connection.extra;
  return {
    authorization,
    address: request.socket.remoteAddress ?? 'unknown',
    describe: () => ({ requestId, operation: 'WebSocket /graphql' }),
  };
}

/** Clients that are browsers cannot set headers. */
function authorizationOf({ connectionParams = {}, extra: { request } }: Connection): string | undefined {
  const [, given] =
    Object.entries(connectionParams).find(([name]) => name.toLowerCase() === 'authorization') ?? [];
  return typeof given === 'string' ? given : request.headers.authorization;
}

/** Clients of graphql-ws do not try again after 4401, and do after 1013, which says to come later. */
const TRY_AGAIN_LATER = 1013;
const MOST_REASON_BYTES = 123;

function closeRefused(socket: WebSocket, error: unknown): void {
  if (!(error instanceof ServiceError)) throw error;
  const code = error.code === 'UNAUTHENTICATED' ? CloseCode.Unauthorized : TRY_AGAIN_LATER;
  socket.close(code, Buffer.from(error.message).subarray(0, MOST_REASON_BYTES));
}

function unavailable({ isClosing }: Peer): ServiceError {
  const message = isClosing
    ? 'The service is shutting down'
    : 'The service carries out as many requests as it takes at once; come again';
  return new ServiceError('UNAVAILABLE', message, { retryable: true, retryAfterSeconds: 1 });
}

function refusal({ message, code, retryable, retryAfterSeconds }: ServiceError): GraphQLError {
  return new GraphQLError(message, { extensions: { code, retryable, retryAfterSeconds } });
}

/** Errors that are formatted already, as the protocol wants them. */
function errorsOf({ errors = [] }: Answer): GraphQLError[] {
  return errors.map((formatted) => new FormattedError(formatted));
}

class FormattedError extends GraphQLError {
  constructor(private readonly formatted: GraphQLFormattedError) {
    super(formatted.message);
  }

  override toJSON(): GraphQLFormattedError {
    return this.formatted;
  }
}
