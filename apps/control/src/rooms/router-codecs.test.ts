import { Fault, type NodeId } from '@rostrum/protocol';
import t from 'tap';
import { onStage, openRoom } from './room-rig.ts';
import { RouterCodecs } from './router-codecs.ts';

t.test('home is asked once, and its heir when it is lost', async (t) => {
  const { room, sfu, settle } = await openRoom();
  await onStage(room);
  await settle();
  sfu.asked.length = 0;
  const codecs = new RouterCodecs(room.core, (home) => t.fail(`${home} has the room`));
  await codecs.known();
  await codecs.known();
  t.equal(sfu.of('room.open').length, 1);
  sfu.alive.delete('sfu-1');
  room.core.apply({ type: 'nodeLost', nodeId: 'sfu-1' as NodeId });
  await codecs.known();
  t.match(sfu.of('room.open').at(-1), { node: 'sfu-2' });
});

t.test('a home that has lost the room is told of', async (t) => {
  const { room, isNew } = await openRoom();
  await onStage(room);
  const lost: string[] = [];
  const codecs = new RouterCodecs(room.core, (home) => void lost.push(home));
  isNew.value = true;
  await codecs.known();
  t.same(lost, ['sfu-1']);
});

t.test('a hand opens no node, and does without an answer', async (t) => {
  const { room, sfu } = await openRoom();
  const codecs = new RouterCodecs(room.core, () => t.fail());
  t.same(await codecs.forHand(), {});
  t.same(sfu.asked, []);
  await onStage(room);
  sfu.refuse = () => new Fault('REQUEST_TIMEOUT');
  t.same(await codecs.forHand(), {});
  sfu.refuse = () => undefined;
  t.same(await codecs.forHand(), { routerRtpCapabilities: {} });
});
