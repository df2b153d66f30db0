import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Whether a response waits for its turn behind another, of a client that asks again before it is answered. */
export function isWaiting({ socket }: ServerResponse): boolean {
  return socket === null;
}

/** Their answers are kept until their turn comes, which is up to the client. */
const MOST_WAITING = 10;
const waiting = new WeakMap<Socket, number>();

/** Lets a response wait behind others of its connection, where not too many do already. */
export function mayWait({ socket }: IncomingMessage, response: ServerResponse): boolean {
  const count = waiting.get(socket) ?? 0;
  if (count >= MOST_WAITING) return false;
  waiting.set(socket, count + 1);
  response.once('close', () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1));
  return true;
}

/**
 * Has a waiting response close when its connection breaks off. Node sees to that for all others; whatever is kept for a waiting
 * one would be kept for ever.
 */
export function closeWithConnection({ socket }: IncomingMessage, response: ServerResponse): void {
  const breakOff = () => {
    response.destroy();
    response.emit('close');
  };
  socket.setMaxListeners(0);
  socket.once('close', breakOff);
  response.once('close', () => socket.off('close', breakOff));
}

/** Calls once a waiting response is made, which may be long before its client lets it be sent. */
export function onceMade(response: ServerResponse, call: () => void): void {
  const end = response.end as (...given: unknown[]) => typeof response;
  response.end = (...given: unknown[]) => {
    call();
    return end.apply(response, given);
  };
}

const latest = new WeakMap<Socket, ServerResponse>();
const closing = new WeakSet<Socket>();

/**
 * Closes a connection after this response, if none has been asked for behind it by the time that it is written: their answers
 * would be lost. False if another closes it already: nothing that comes behind that may be carried out.
 */
export function closeAfter(socket: Socket, response: ServerResponse): boolean {
  if (closing.has(socket)) return false;
  latest.set(socket, response);
  const writeHead = response.writeHead as (...given: unknown[]) => typeof response;
  response.writeHead = (...given: unknown[]) => {
    if (latest.get(socket) === response) {
      closing.add(socket);
      response.setHeader('Connection', 'close');
    }
    return writeHead.apply(response, given);
  };
  return true;
}
