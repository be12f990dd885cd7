import { type Logger, pino } from 'pino';

export type Log = Logger;

/** JSON lines on stdout. Tokens never reach a log: they are redacted wherever an object carries one by these names. */
export function createLogger(name: string, level: string): Log {
  return pino({
    name,
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    base: { name, pid: process.pid },
    redact: { paths: ['token', '*.token', 'session', '*.session', 'authorization', '*.authorization'], censor: '…' },
  });
}
