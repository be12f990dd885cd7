import { freePort } from './control-stack.ts';
import { TestProcess } from './process.ts';

/** A Redis of its own for a test, which keeps nothing. */
export async function startRedis(): Promise<{ readonly url: string; readonly process: TestProcess }> {
  const port = await freePort();
  const process = await TestProcess.start({
    name: 'redis',
    command: 'redis-server',
    args: ['--port', `${port}`, '--bind', '127.0.0.1', '--save', ''],
    readyWhen: /Ready to accept connections/,
  });
  return { url: `redis://127.0.0.1:${port}`, process };
}
