import { connect, createServer, type Server, type Socket } from 'node:net';
import { Database } from '@rostrum/app-control/database';
import { WebinarStore } from '@rostrum/app-control/webinar-store';
import { newId } from '@rostrum/protocol';
import t from 'tap';
import { freePort } from '../support/control-stack.ts';
import { Postgres } from '../support/postgres.ts';

const missing = await Postgres.missing();

/** Between a database and who asks it: hands on, says nothing, or refuses. */
class Between {
  readonly port: number;
  readonly #to: number;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  isSilent = false;

  constructor(port: number, to: number) {
    this.port = port;
    this.#to = to;
  }

  async open(): Promise<void> {
    const server = createServer((near) => {
      const far = connect(this.#to, '127.0.0.1');
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on('error', () => undefined);
      }
      near.on('data', (bytes) => this.isSilent || far.write(bytes));
      far.on('data', (bytes) => near.write(bytes));
      near.on('close', () => far.destroy());
      far.on('close', () => near.destroy());
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
  }

  close(): void {
    this.#server?.close();
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }
}

t.test(
  'a database that refuses, or says nothing, is told by code, and works when it is back',
  {
    skip: missing ?? false,
  },
  async (t) => {
    const postgres = await Postgres.start();
    t.teardown(() => postgres.stop());
    const between = new Between(await freePort(), Number(new URL(postgres.url).port));
    await between.open();
    t.teardown(() => between.close());
    const url = new URL(postgres.url);
    url.port = String(between.port);
    const database = await Database.open({ url: url.href, dataDir: '', answerWithinMs: 500 });
    t.teardown(() => database.close());
    const webinars = new WebinarStore(database);
    const { id } = await webinars.create({ title: 'T', startsAt: '2030-01-01T10:00:00Z', timeZone: 'UTC' });
    const away = { code: 'DATABASE_UNAVAILABLE' };

    between.isSilent = true;
    await t.rejects(webinars.get(id), away, 'on a connection that was there');
    await t.rejects(webinars.wentLive(id, newId('programme'), new Date()), away, 'also in a transaction');
    between.isSilent = false;
    between.close();
    await t.rejects(webinars.get(id), away, 'refused');
    await between.open();
    t.match(await webinars.get(id), { title: 'T' });
  },
);
