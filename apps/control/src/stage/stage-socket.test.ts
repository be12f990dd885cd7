import { EventEmitter } from 'node:events';
import type { WebSocket } from '@fastify/websocket';
import { FakeClock } from '@rostrum/lifecycle';
import { createLogger } from '@rostrum/service';
import type { FastifyInstance } from 'fastify';
import t from 'tap';
import { StageSockets, type StageSocketsDeps } from './stage-socket.ts';

/** A socket in memory that answers a ping as long as it is well. */
class FakeSocket extends EventEmitter {
  isWell = true;
  isTerminated = false;

  ping(): void {
    if (this.isWell) this.emit('pong');
  }

  terminate(): void {
    this.isTerminated = true;
    this.emit('close', 1006, Buffer.from(''));
  }

  send(): void {}

  close(): void {
    this.emit('close', 1000, Buffer.from(''));
  }

  addEventListener(event: string, listener: (data: unknown) => void): void {
    this.on(event, listener);
  }
}

function open() {
  const clock = new FakeClock();
  const deps = { log: createLogger('test', 'silent') } as unknown as StageSocketsDeps;
  const sockets = new StageSockets(deps, clock);
  let connect: (socket: WebSocket) => void = () => undefined;
  sockets.addRoutes({
    route: ({ url, wsHandler }: { url: string; wsHandler: typeof connect }) => {
      if (url === '/api/stage') connect = wsHandler;
    },
  } as unknown as FastifyInstance);
  const add = () => {
    const socket = new FakeSocket();
    connect(socket as unknown as WebSocket);
    return socket;
  };
  return { clock, sockets, add };
}

t.test('who was not heard of for 15 seconds is gone, and counts no more', async (t) => {
  const { clock, sockets, add } = open();
  const [well, silent, talking] = [add(), add(), add()];
  clock.advance(5000);
  silent.isWell = false;
  talking.isWell = false;
  clock.advance(5000);
  talking.emit('message', { data: '' });
  clock.advance(4999);
  t.equal(silent.isTerminated, false, 'a phone that slept for a moment stays');
  clock.advance(5001);
  t.equal(silent.isTerminated, true);
  t.equal(talking.isTerminated, false, 'a message is a sign of life, too');
  t.equal(well.isTerminated, false);
  t.equal(sockets.size, 2);
  sockets.close();
  t.equal(clock.timers, 0);
});
