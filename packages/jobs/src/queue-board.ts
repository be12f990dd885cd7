import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { Queue } from 'bullmq';
import { closeWithin } from './close-within.ts';
import { producerConnection } from './connection.ts';
import type { JobDefinition } from './job-definition.ts';
import { tellOnce } from './trouble.ts';

/** What serves the board over HTTP. */
export type BoardServer = Parameters<typeof createBullBoard>[0]['serverAdapter'];

export interface QueueBoardOptions {
  readonly definitions: readonly JobDefinition[];
  readonly redisUrl: string;
  readonly server: BoardServer;
  readonly onError: (error: Error) => void;
}

const closeDeadlineMs = 1000;

/** The operator's view of all queues. To look only: what is to be tried again or cancelled, the product does. */
export class QueueBoard {
  readonly #queues: readonly Queue[];
  #closing: Promise<void> | undefined;

  private constructor(queues: readonly Queue[]) {
    this.#queues = queues;
  }

  static open({ definitions, redisUrl, server, onError }: QueueBoardOptions): QueueBoard {
    const tellTrouble = tellOnce(onError);
    const queues = definitions.map(({ name }) => {
      const queue = new Queue(name, { connection: producerConnection(redisUrl) });
      queue.on('error', tellTrouble);
      return queue;
    });
    createBullBoard({
      queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
      serverAdapter: server,
      options: { uiConfig: { boardTitle: 'Rostrum jobs', hideRedisDetails: true } },
    });
    return new QueueBoard(queues);
  }

  close(): Promise<void> {
    this.#closing ??= Promise.all(this.#queues.map((queue) => closeWithin(closeDeadlineMs, queue))).then(
      () => undefined,
    );
    return this.#closing;
  }
}
