export { type Channel, type ChannelEnd, type ChannelReceiver, normalClosure } from './channel.ts';
export { channelPair } from './channel-pair.ts';
export { type DialOptions, dial, refusedDetail } from './dial.ts';
export { encodeFault, readFrame } from './frame.ts';
export { type Handlers, type LinkOptions, LinkPeer, type Listeners } from './link-peer.ts';
export { RateLimit } from './rate-limit.ts';
export { parse, parseAnswer } from './schema.ts';
export { type WebSocketLike, webSocketChannel } from './web-socket-channel.ts';
