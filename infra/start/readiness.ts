import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessSpec } from './plan.ts';

const askEveryMs = 100;
const answerWithinMs = 2000;

/** Asks until the process says that it works. Ends with false when `signal` is aborted. */
export async function untilReady(readiness: ProcessSpec['readiness'], signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if (await isReady(readiness)) return true;
    // An abort ends the wait early; the loop then sees it.
    await sleep(askEveryMs, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

function isReady(readiness: ProcessSpec['readiness']): Promise<boolean> {
  if (readiness === 'running') return Promise.resolve(true);
  return 'healthz' in readiness ? answersOk(readiness.healthz) : redisAnswers(readiness.redis);
}

async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(answerWithinMs) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false; // Not listening yet.
  }
}

/** Redis's inline commands: two lines of text, and "+PONG" once it has read its files. */
function redisAnswers({ port, password }: { port: number; password: string }): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: '127.0.0.1', port });
  let answer = '';
  socket.setTimeout(answerWithinMs, () => socket.destroy());
  socket.once('connect', () => socket.write(`AUTH ${password}\r\nPING\r\n`));
  socket.on('data', (data) => {
    answer += data.toString('latin1');
    if (answer.split('\r\n').length > 2) socket.destroy();
  });
  socket.once('error', () => socket.destroy()); // Not listening yet.
  socket.once('close', () => resolve(answer.includes('+PONG')));
  return promise;
}
