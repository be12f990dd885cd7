import { Fault, type NodeId, newId, type ParticipantId, type Place } from '@rostrum/protocol';
import t from 'tap';
import { ProgrammeFeed } from './programme-feed.ts';
import { onStage, openRoom, produce } from './room-rig.ts';

const rtp = { ip: '127.0.0.1', port: 9 };

/** A room whose programme is placed, with a host and a presenter who both send their voice, and its feed. */
async function fixture({ recordsTracks = false } = {}) {
  const { room, sfu, mixer, settle: done } = await openRoom();
  const [host, guest] = [await onStage(room), await onStage(room, 'presenter')];
  for (const { seat } of [host, guest]) await produce(room, seat);
  await done();
  sfu.asked.length = 0;
  const { core } = room;
  const programmeId = newId('programme');
  core.apply({ type: 'wentLive', programmeId, atMs: 0, recordsTracks });
  const placement = { epoch: 1, mixerNodeId: 'mixer-1' as NodeId, rtp, transportId: null, consumers: [] };
  core.apply({ type: 'programmePlaced', placement });
  const brought: string[] = [];
  const feed = new ProgrammeFeed({ core, bring: async (producerId) => void brought.push(producerId) });
  const placed = () => {
    const { phase } = core.record;
    if (phase.name !== 'live' || !phase.placement) throw new Error('not placed');
    return phase.placement;
  };
  const place = (id: ParticipantId, at: Place) => core.apply({ type: 'placed', id, place: at });
  const settle = () => feed.settle(programmeId, placed());
  return { core, sfu, mixer, feed, settle, placed, place, brought, host: host.seat, guest: guest.seat };
}

t.test('the mixer gets one consumer of each producer, and what it has is not opened again', async (t) => {
  const { core, sfu, mixer, settle, placed, brought } = await fixture();
  t.ok(await settle());
  const sent = core.record.members.flatMap(({ producers }) => producers.map(({ producerId }) => producerId));
  t.same(
    placed().consumers.map(({ producerId }) => producerId),
    sent,
  );
  t.same(brought, sent, 'home can send what somebody sends elsewhere');
  t.match(sfu.of('transport.openPlain'), [{ data: { remote: rtp } }]);
  t.match(mixer.of('programme.connect'), [{ data: { epoch: 1, remote: { port: 5 } } }]);
  const { revision } = core.record;
  t.ok(await settle());
  t.equal(sfu.of('consumer.open').length, 2);
  t.equal(sfu.of('transport.openPlain').length, 1);
  t.equal(core.record.revision, revision, 'nothing has changed');
});

t.test('who goes backstage is not sent to the mixer, also when their consumer is gone by itself', async (t) => {
  const { sfu, settle, placed, place, host, guest } = await fixture();
  await settle();
  const [first, second] = placed().consumers;
  place(guest.participantId, 'backstage');
  t.ok(await settle());
  t.same(placed().consumers, [first]);
  t.match(sfu.of('consumer.close'), [{ data: { consumerId: second?.consumerId } }]);
  place(host.participantId, 'backstage');
  sfu.refuse = (_node, method) => (method === 'consumer.close' ? new Fault('CONSUMER_NOT_FOUND') : undefined);
  t.ok(await settle());
  t.same(placed().consumers, []);
});

t.test('one stream that cannot be had keeps no other from the mixer, and is asked for again', async (t) => {
  const { sfu, settle, placed } = await fixture();
  sfu.refuse = (_node, method) =>
    method === 'consumer.open' && sfu.of(method).length === 1 ? new Fault('REQUEST_TIMEOUT') : undefined;
  t.notOk(await settle());
  t.equal(placed().consumers.length, 1);
  t.ok(await settle());
  t.equal(placed().consumers.length, 2);
  t.equal(sfu.of('consumer.open').length, 3, 'the one alone');
});

t.test('a camera that is kept as a track is sent twice: as it is shown, and as good as it is', async (t) => {
  const { core, sfu, settle, placed, guest } = await fixture({ recordsTracks: true });
  const camera = { source: 'camera', producerId: 'camera', paused: false, layers: 3, lines: 720 } as const;
  core.apply({ type: 'producerOpened', id: guest.participantId, producer: camera });
  await settle();
  const layers = () =>
    placed().consumers.flatMap(({ producerId, spatialLayer, forTrack = false }) =>
      producerId === 'camera' ? [{ spatialLayer, forTrack }] : [],
    );
  const [shown, kept] = layers();
  t.match(kept, { spatialLayer: 2, forTrack: true });
  t.notOk(shown?.forTrack);

  // Alone in the picture: the tile is larger.
  core.apply({ type: 'left', id: core.record.members[0]?.id ?? guest.participantId, atMs: 1 });
  const opened = sfu.of('consumer.open').length;
  await settle();
  t.same(layers(), [{ spatialLayer: 2, forTrack: false }, kept]);
  t.equal(sfu.of('consumer.open').length, opened, 'the same consumer brings another layer');
  t.match(sfu.of('consumer.setPreferredLayers').at(-1)?.data, { layers: { spatialLayer: 2 } });
});

t.test('a transport that the mixer does not take is closed, and the next try opens its own', async (t) => {
  const { sfu, mixer, settle, placed } = await fixture();
  mixer.refuse = (_node, method) => (method === 'programme.connect' ? new Fault('REQUEST_TIMEOUT') : undefined);
  await t.rejects(settle(), { code: 'REQUEST_TIMEOUT' });
  t.equal(placed().transportId, null);
  const [opened] = sfu.of('transport.close');
  mixer.refuse = () => undefined;
  t.ok(await settle());
  t.ok(placed().transportId);
  t.not(placed().transportId, opened?.data.transportId);
});

t.test('what is cut takes the transport along; an SFU that is away, or none, is no trouble', async (t) => {
  const { core, sfu, settle, feed, placed } = await fixture();
  await settle();
  const { transportId } = placed();
  feed.cut(null);
  feed.cut(transportId);
  await new Promise((resolve) => setImmediate(resolve));
  t.match(sfu.of('transport.close'), [{ data: { transportId } }]);
  sfu.alive.clear();
  feed.cut(transportId);
  core.apply({ type: 'nodeLost', nodeId: 'sfu-1' as NodeId });
  feed.cut(transportId);
  await new Promise((resolve) => setImmediate(resolve));
  t.equal(sfu.of('transport.close').length, 1);
});
