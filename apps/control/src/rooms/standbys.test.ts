import { Fault, type NodeId } from '@rostrum/protocol';
import t from 'tap';
import { onStage, openRoom, produce } from './room-rig.ts';

const sfus = ['sfu-1', 'sfu-2', 'sfu-3', 'sfu-4', 'sfu-5'];
type Room = Awaited<ReturnType<typeof openRoom>>;

/** So many turns of the looking, each of which opens one at most. */
async function turns({ clock, settle }: Room, count: number) {
  for (let turn = 0; turn < count; turn += 1) {
    clock.advance(1);
    await settle();
  }
}

/** Nodes that were asked to take the room, in order, beside its home. */
const askedToWait = ({ sfu, room }: Room) =>
  sfu.of('room.open').flatMap(({ node }) => (node === room.core.record.home ? [] : [node]));

/** `done`, unless it takes longer than things in memory do. */
const soon = (done: Promise<unknown>) =>
  Promise.race([done.then(() => 'done'), new Promise((resolve) => setTimeout(resolve, 1000, 'waits'))]);

t.test('a node that does not answer a call holds up nothing of the room, and another waits', async (t) => {
  const rig = await openRoom(undefined, { standby: 'standby', sfus: sfus.slice(0, 3) });
  const { room, sfu, clock } = rig;
  const { seat } = await onStage(room);
  const { to } = sfu.links;
  const call = Promise.withResolvers<never>();
  const called: NodeId[] = [];
  sfu.links.to = (node) => {
    if (node === room.core.record.home) return to(node);
    called.push(node);
    return node === called[0] ? call.promise : to(node);
  };
  clock.advance(1);
  await soon(new Promise((resolve) => setImmediate(resolve)));
  t.equal(called.length, 1);
  t.equal(await soon(produce(room, seat)), 'done');
  t.same(room.core.record.standbys, []);
  call.reject(new Fault('LINK_CLOSED'));
  await rig.settle();
  await turns(rig, 2);
  t.same(room.core.record.standbys, called.slice(-1));
  t.not(called.at(-1), called[0]);
  room.close();
});

t.test('each node that refuses has a turn of its own, between which the room does what else there is', async (t) => {
  const rig = await openRoom(undefined, { standby: 'standby', sfus });
  const { room, sfu, clock } = rig;
  const { seat } = await onStage(room);
  const { home } = room.core.record;
  const late = Promise.withResolvers<Fault>();
  sfu.refuse = (node, method) => (method === 'room.open' && node !== home ? late.promise : undefined);
  clock.advance(1);
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  t.equal(askedToWait(rig).length, 1);
  const produced = produce(room, seat);
  late.resolve(new Fault('REQUEST_TIMEOUT'));
  t.equal(await soon(produced), 'done');
  t.equal(askedToWait(rig).length, 1, 'the next one is not asked before');
  await turns(rig, 6);
  t.equal(new Set(askedToWait(rig)).size, 4);
  t.equal(askedToWait(rig).length, 4, 'each once');
  t.same(room.core.record.standbys, []);

  sfu.refuse = () => undefined;
  clock.advance(5000);
  await rig.settle();
  t.equal(room.core.record.standbys.length, 1, 'and all of them again after a while');
  room.close();
});

t.test('one that could not be had is not asked again for the next place', async (t) => {
  const rig = await openRoom(undefined, { standby: 'all', sfus });
  const { room, sfu } = rig;
  await onStage(room);
  const { home } = room.core.record;
  let bad: string | undefined;
  sfu.refuse = (node, method) => {
    if (method !== 'room.open' || node === home) return undefined;
    bad ??= node;
    return node === bad ? new Fault('REQUEST_TIMEOUT') : undefined;
  };
  await turns(rig, 6);
  t.equal(room.core.record.standbys.length, 3);
  t.same(
    askedToWait(rig).filter((node) => node === bad),
    [bad],
  );
  room.close();
});

t.test('a room that is closed while a node is called opens nothing there', async (t) => {
  const rig = await openRoom(undefined, { standby: 'standby' });
  const { room, sfu, clock } = rig;
  await onStage(room);
  const { to } = sfu.links;
  const call = Promise.withResolvers<void>();
  sfu.links.to = async (node) => {
    await call.promise;
    return to(node);
  };
  clock.advance(1);
  await new Promise((resolve) => setImmediate(resolve));
  room.close();
  call.resolve();
  await rig.settle();
  t.same(askedToWait(rig), []);
  t.equal(clock.timers, 0);
});
