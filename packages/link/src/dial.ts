import { Fault } from '@rostrum/protocol';
import type { Channel } from './channel.ts';
import { type WebSocketLike, webSocketChannel } from './web-socket-channel.ts';

export interface DialOptions {
  /** Default 5000. */
  readonly timeoutMs?: number;
  /** `Authorization: Bearer` of links between processes. Browsers cannot send it, and need not. */
  readonly bearer?: string;
}

/** What `dial` says of a host that answers, and has nobody at the port. */
export const refusedDetail = 'cannot connect';

/** Opens a WebSocket and answers its channel. @throws Fault LINK_CLOSED when it cannot be opened in time */
export function dial(url: string, { timeoutMs = 5000, bearer }: DialOptions = {}): Promise<Channel> {
  // Node's WebSocket takes headers in a second argument that the DOM's type does not know.
  const Socket = WebSocket as unknown as new (url: string, options?: object) => WebSocket;
  const socket =
    bearer === undefined ? new Socket(url) : new Socket(url, { headers: { authorization: `Bearer ${bearer}` } });
  const { promise, resolve, reject } = Promise.withResolvers<Channel>();
  const fail = (detail: string) => reject(new Fault('LINK_CLOSED', { detail: `${new URL(url).host}: ${detail}` }));
  const timer = setTimeout(() => {
    fail('no answer in time');
    socket.close();
  }, timeoutMs);
  socket.addEventListener('open', () => {
    clearTimeout(timer);
    resolve(webSocketChannel(socket as WebSocketLike));
  });
  socket.addEventListener('error', () => {
    clearTimeout(timer);
    fail(refusedDetail);
  });
  return promise;
}
