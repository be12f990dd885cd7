import { FakeClock } from '@rostrum/lifecycle';
import t from 'tap';
import { SpareProcess } from './spare-process.ts';

class FakeProcess {
  isClosed = false;
  readonly #end = Promise.withResolvers<void>();
  readonly ended = this.#end.promise;

  die(): void {
    this.#end.resolve();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.die();
  }
}

function spare() {
  const clock = new FakeClock();
  const started: FakeProcess[] = [];
  const process = new SpareProcess({
    clock,
    start: () => {
      const one = new FakeProcess();
      started.push(one);
      return one;
    },
  });
  return { clock, started, process };
}

t.test('one waits from the beginning, is given away, and another takes its place after a while', async (test) => {
  const { clock, started, process } = spare();
  test.equal(started.length, 1);
  test.equal(process.take(), started[0]);
  test.equal(started.length, 1, 'not while the programme begins');
  clock.advance(3000);
  test.equal(started.length, 2);
  test.equal(process.take(), started[1]);
});

t.test('two programmes at once: the second gets a new one', async (test) => {
  const { started, process } = spare();
  process.take();
  test.equal(process.take(), started[1]);
});

t.test('one that dies while it waits is replaced, and never given away', async (test) => {
  const { clock, started, process } = spare();
  started[0]?.die();
  await started[0]?.ended;
  clock.advance(1000);
  test.equal(started.length, 2);
  test.equal(process.take(), started[1]);
});

t.test('closing ends the waiting one, and leaves no timer', async (test) => {
  const { clock, started, process } = spare();
  process.take();
  await process.close();
  test.equal(clock.timers, 0);
  test.notOk(started[0]?.isClosed, 'what was given away is not ours');
  const other = spare();
  await other.process.close();
  test.ok(other.started[0]?.isClosed);
  test.equal(other.clock.timers, 0);
});
