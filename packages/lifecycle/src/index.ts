export { type Clock, FakeClock, systemClock, type Timer } from './clock.ts';
