import type { Channel, ChannelReceiver } from './channel.ts';

/** What a browser's, Node's and the ws package's WebSocket have in common. */
export interface WebSocketLike {
  readonly readyState: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { code: number; reason: string }) => void): void;
  addEventListener(type: 'error', listener: () => void): void;
}

const open = 1;

export function webSocketChannel(socket: WebSocketLike): Channel {
  return {
    send(text) {
      if (socket.readyState === open) socket.send(text);
    },
    close: (code, reason) => socket.close(code, reason.slice(0, 120)),
    open(receiver: ChannelReceiver) {
      socket.addEventListener('message', ({ data }) => receiver.message(typeof data === 'string' ? data : ''));
      socket.addEventListener('close', ({ code, reason }) => receiver.closed({ code, reason }));
      // An error is always followed by close; without a listener the ws package would throw.
      socket.addEventListener('error', () => undefined);
    },
  };
}
