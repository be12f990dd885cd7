/** Text messages in both directions, in order: a WebSocket, a child process, or a pair in memory. */
export interface Channel {
  send(text: string): void;
  /** Ends the channel. `code` and `reason` reach the other side where the carrier has room for them. */
  close(code: number, reason: string): void;
  /** Called once, before anything can arrive. */
  open(receiver: ChannelReceiver): void;
}

export interface ChannelReceiver {
  message(text: string): void;
  closed(end: ChannelEnd): void;
}

export interface ChannelEnd {
  readonly code: number;
  readonly reason: string;
}

/** Normal closure, RFC 6455 §7.4.1. */
export const normalClosure = 1000;
