import { EventEmitter } from 'node:events';
import { FakeClock } from '@rostrum/lifecycle';
import type { types } from 'mediasoup';
import { type Test, test } from 'tap';
import { LayerWish } from './layer-wish.ts';

/** A consumer of mediasoup as far as it goes: what it may send is looked at again when the wish differs. */
class FakeConsumer extends EventEmitter {
  readonly observer = new EventEmitter() as EventEmitter & types.ConsumerObserver;
  readonly asked: types.ConsumerLayers[] = [];
  closed = false;
  paused = false;
  currentLayers: types.ConsumerLayers | undefined;
  preferredLayers: types.ConsumerLayers = { spatialLayer: 2, temporalLayer: 2 };
  /** Of the steps of the frame rate, the highest of which packets came. */
  seen = 0;

  async setPreferredLayers(layers: types.ConsumerLayers): Promise<void> {
    this.asked.push(layers);
    const isOther = layers.temporalLayer !== this.preferredLayers.temporalLayer;
    this.preferredLayers = { temporalLayer: 2, ...layers };
    if (isOther && this.currentLayers) this.send(Math.min(this.seen, this.preferredLayers.temporalLayer ?? 0));
  }

  send(temporalLayer: number, spatialLayer = 1): void {
    this.currentLayers = { spatialLayer, temporalLayer };
    this.emit('layerschange', this.currentLayers);
  }

  end(): void {
    this.closed = true;
    this.observer.emit('close');
  }
}

function open(t: Test, wanted?: object) {
  const clock = new FakeClock();
  const consumer = new FakeConsumer();
  const wish = new LayerWish(consumer, { clock, wanted });
  t.teardown(() => consumer.end());
  return { clock, consumer, wish };
}

test('a picture that begins has its full frame rate as soon as all of its steps were seen', async (t) => {
  const { clock, consumer } = open(t, { spatialLayer: 1 });
  consumer.send(0);
  clock.advance(100);
  t.equal(consumer.currentLayers?.temporalLayer, 0, 'they have not come yet');
  consumer.seen = 2;
  clock.advance(150);
  t.equal(consumer.currentLayers?.temporalLayer, 2);
  const { length } = consumer.asked;
  t.ok(consumer.asked.every(({ spatialLayer }) => spatialLayer === 1));
  clock.advance(5000);
  t.equal(consumer.asked.length, length, 'and nothing is asked any more');
  t.equal(clock.timers, 0);
});

test('it is left alone where it has all that was wished for, and ends with its consumer', async (t) => {
  const { clock, consumer, wish } = open(t);
  consumer.send(2, 2);
  clock.advance(5000);
  t.same(consumer.asked, []);
  await wish.prefer({ spatialLayer: 0 });
  consumer.send(0, 0);
  t.ok(clock.timers > 0);
  consumer.end();
  t.equal(clock.timers, 0);
  t.same(consumer.asked, [{ spatialLayer: 0 }]);
});

test('a layer that cannot be switched to yet is tried again', async (t) => {
  const { clock, consumer, wish } = open(t, { spatialLayer: 1 });
  consumer.seen = 2;
  consumer.send(2);
  await wish.prefer({ spatialLayer: 0 });
  const { length } = consumer.asked;
  clock.advance(300);
  t.ok(consumer.asked.slice(length).length >= 2);
  t.ok(consumer.asked.slice(length).every(({ spatialLayer }) => spatialLayer === 0));
  consumer.send(2, 0);
  const done = consumer.asked.length;
  clock.advance(3000);
  t.equal(consumer.asked.length, done);
  t.equal(clock.timers, 0);
});

test('what is wished meanwhile is not undone', async (t) => {
  const { clock, consumer, wish } = open(t, { spatialLayer: 2 });
  consumer.send(0);
  consumer.seen = 2;
  const asked = wish.prefer({ spatialLayer: 0 });
  clock.advance(100);
  await asked;
  t.equal(consumer.asked.at(-1)?.spatialLayer, 0);
  t.equal(consumer.preferredLayers.spatialLayer, 0);
});

test('a path that carries no more is asked a few times, and then believed', async (t) => {
  const { clock, consumer } = open(t);
  consumer.send(0);
  clock.advance(10_000);
  t.ok(consumer.asked.length <= 10);
  t.equal(clock.timers, 0);
  t.same(consumer.preferredLayers, { spatialLayer: 2, temporalLayer: 2 });
});

test('a consumer that was there before the first packet is asked at once, and keeps its wish', (t) => {
  const { consumer } = open(t, { spatialLayer: 1 });
  consumer.emit('score');
  consumer.emit('score');
  t.same(
    consumer.asked.map(({ temporalLayer }) => temporalLayer),
    [1, 2, 1, 2],
  );
  t.same(consumer.preferredLayers, { spatialLayer: 1, temporalLayer: 2 });
  consumer.asked.length = 0;
  consumer.send(2, 1);
  consumer.emit('score');
  t.same(consumer.asked, [], 'not while something is passed on');
  consumer.currentLayers = undefined;
  consumer.paused = true;
  consumer.emit('score');
  t.same(consumer.asked, [], 'nor while it is paused');
  t.end();
});
