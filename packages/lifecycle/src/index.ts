export { Backoff, type BackoffOptions } from './backoff.ts';
export { Child, type ChildChannel, type ChildEnd, type ChildOptions, parentChannel } from './child.ts';
export { Cleanups } from './cleanups.ts';
export { type Clock, FakeClock, systemClock, type Timer } from './clock.ts';
export { KeyedQueue } from './keyed-queue.ts';
