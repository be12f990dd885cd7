import type { FirstLinks } from '../../../infra/start/control-client.ts';
import { Stack } from '../stack.ts';
import { until } from '../until.ts';
import { Person } from './person.ts';
import type { TestHost } from './test-host.ts';
import type { TestNetwork } from './test-network.ts';

export interface JoinOptions {
  readonly host: TestHost;
  readonly name: string;
  /** Default true. Without, they have no camera and no microphone. */
  readonly sends?: boolean;
  /** More arguments of their browser. */
  readonly args?: readonly string[];
}

/** A stage in a network of its own: control and an SFU at this machine's address, people on hosts. */
export class NetworkStage {
  readonly network: TestNetwork;
  readonly stack: Stack;
  readonly #links: FirstLinks;
  readonly #people: Person[] = [];

  private constructor(network: TestNetwork, { stack, links }: { stack: Stack; links: FirstLinks }) {
    this.network = network;
    this.stack = stack;
    this.#links = links;
  }

  /** @param settings more of what `npm start` reads */
  static async open(network: TestNetwork, settings: Readonly<Record<string, string>> = {}): Promise<NetworkStage> {
    const without = ['recorder', 'mixer-1', 'origin'];
    const stack = await Stack.start({ host: network.address, without, settings });
    try {
      return new NetworkStage(network, { stack, links: await stack.links() });
    } catch (error) {
      await stack.close();
      throw error;
    }
  }

  /** Somebody comes on stage. The first is the host. */
  async join({ host, name, sends = true, args = [] }: JoinOptions): Promise<Person> {
    const { hostUrl, presenterUrl } = this.#links.webinar;
    const link = this.#people.length === 0 ? hostUrl : presenterUrl;
    const person = await Person.join({ stack: this.stack, host, name, link, sends, args });
    this.#people.push(person);
    return person;
  }

  /** Somebody who sends, once `watcher` has decoded a second of them. */
  async joinSeenBy(watcher: Person, options: JoinOptions): Promise<Person> {
    const before = await watcher.media.inbound('video');
    const person = await this.join(options);
    await until(async () => (await watcher.media.inbound('video')).framesDecoded > before.framesDecoded + 20, 30_000);
    return person;
  }

  async leave(person: Person): Promise<void> {
    this.#people.splice(this.#people.indexOf(person), 1);
    await person.close();
  }

  /** What went wrong on the pages and in the processes, for a failure's message. */
  complaints(): string[] {
    return [
      ...this.#people.flatMap(({ name, browser }) => browser.complaints.map((one) => `${name}: ${one}`)),
      ...this.stack.complaints().map(({ process, line }) => `${process}: ${JSON.stringify(line).slice(0, 400)}`),
    ];
  }

  async close(): Promise<void> {
    for (const person of this.#people.splice(0)) await person.close();
    await this.stack.close();
  }
}
