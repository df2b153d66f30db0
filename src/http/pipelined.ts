import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Has a response close when its connection breaks off. Node sees to that, but not for one that waits for its turn behind
 * another, of a client that asks again before it is answered: whatever is kept for such a one would be kept for ever.
 */
export function closeWithConnection({ socket }: IncomingMessage, response: ServerResponse): void {
  const isWaiting = response.socket === null;
  if (!isWaiting) return;
  const breakOff = () => {
    response.destroy();
    response.emit('close');
  };
  socket.setMaxListeners(0);
  socket.once('close', breakOff);
  response.once('close', () => socket.off('close', breakOff));
}
