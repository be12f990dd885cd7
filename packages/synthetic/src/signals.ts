export * from './bit-clock.ts';
export { isSignalOn, type Look, lookCount, lookOf, signalMs } from './look.ts';
