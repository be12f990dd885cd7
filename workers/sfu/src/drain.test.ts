import t from 'tap';
import { Drain } from './drain.ts';

const rooms = (...ids: string[]) => ({ rooms: new Map(ids.map((id) => [id, {}])) as never });
const link = (onDraining: () => void = () => undefined) => ({ emit: onDraining }) as never;

t.test('a node that ends has its rooms moved first', async (t) => {
  const node = rooms('a', 'b') as { rooms: Map<string, unknown> };
  const told: string[] = [];
  const drain = new Drain({ node: node as never, waitMs: 5000 });
  const control = link(() => {
    told.push('control');
    for (const id of ['a', 'b']) setTimeout(() => node.rooms.delete(id), 20);
  });
  const announce = async () => void told.push(`draining: ${drain.hasBegun}`);
  const left = await drain.run({ links: new Set([control]), others: async () => true, announce });
  t.equal(left, 0);
  t.same(told, ['draining: true', 'control'], 'nothing more is placed there, before control moves what is');
});

t.test('it waits for nobody who cannot help, nor for ever', async (t) => {
  const announce = async () => undefined;
  const drain = () => new Drain({ node: rooms('a'), waitMs: 100 });
  const some = new Set([link()]);
  t.equal(await drain().run({ links: some, others: async () => false, announce }), 1, 'there is no other node');
  t.equal(await drain().run({ links: some, others: () => Promise.reject(new Error('no Redis')), announce }), 1);
  t.equal(await drain().run({ links: new Set(), others: async () => true, announce }), 1, 'nobody moves it');
  t.equal(await drain().run({ links: some, others: async () => true, announce }), 1, 'it took too long');
});
