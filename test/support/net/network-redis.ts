import { freePort } from '../control-stack.ts';
import { TestProcess } from '../process.ts';

/** A Redis that every machine of a test network reaches. What it was told outlives a restart. */
export class NetworkRedis {
  readonly url: string;
  readonly #start: () => Promise<TestProcess>;
  #process: TestProcess;

  private constructor(url: string, start: () => Promise<TestProcess>, process: TestProcess) {
    this.url = url;
    this.#start = start;
    this.#process = process;
  }

  /** @param address of this machine in the network */
  static async start(dir: string, address: string): Promise<NetworkRedis> {
    const port = await freePort();
    const start = () =>
      TestProcess.start({
        name: 'redis',
        command: 'redis-server',
        args: `--port ${port} --bind ${address} --protected-mode no --save  --appendonly yes --dir ${dir}`.split(' '),
        readyWhen: /Ready to accept connections/,
      });
    return new NetworkRedis(`redis://${address}:${port}`, start, await start());
  }

  async restart(): Promise<void> {
    await this.#process.stop();
    this.#process = await this.#start();
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }
}
