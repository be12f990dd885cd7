import { Fault, type NodeId, newId, type ProgrammeState } from '@rostrum/protocol';
import t from 'tap';
import { MixerBriefing } from './mixer-briefing.ts';
import { onStage, openRoom } from './room-rig.ts';

/** A room whose programme one mixer has, and what that was told. */
async function fixture() {
  const { room, mixer, settle } = await openRoom();
  await onStage(room);
  await settle();
  const { core } = room;
  const programmeId = newId('programme');
  core.apply({ type: 'wentLive', programmeId, atMs: 0 });
  const place = (epoch: number, mixerNodeId: NodeId) => {
    const placement = { epoch, mixerNodeId, rtp: { ip: '127.0.0.1', port: 9 }, transportId: null, consumers: [] };
    core.apply({ type: 'programmePlaced', placement });
  };
  const heard: unknown[] = [];
  const briefing = new MixerBriefing({
    ...{ core, programmeId, mixerNodeId: 'mixer-1' as NodeId, epoch: 1 },
    onTold: () => void heard.push('told'),
    onUntold: (error) => void heard.push(error instanceof Fault ? error.code : error),
  });
  place(1, 'mixer-1' as NodeId);
  const scene = (kind: 'grid' | 'share') => core.apply({ type: 'directed', change: { scene: { kind } }, atMs: 0 });
  const scenes = () =>
    mixer.of('programme.update').map(({ data }) => (data.state as ProgrammeState).production.scene.kind);
  return { room, core, mixer, settle, place, briefing, heard, scene, scenes };
}

t.test('the mixer is told what is new to it, and all of it again when it may have forgotten', async (t) => {
  const { core, briefing, mixer, scene, scenes } = await fixture();
  await briefing.tell();
  core.apply({ type: 'handLowered', id: newId('participant') });
  await briefing.tell();
  t.equal(scenes().length, 1, 'a revision that changes nothing of the programme is not told');
  scene('share');
  await briefing.tell();
  t.equal(scenes().at(-1), 'share');
  briefing.forget();
  await briefing.tell();
  t.same(scenes().slice(1), ['share', 'share']);
  t.ok(mixer.asked.every(({ node, data }) => node === 'mixer-1' && data.epoch === 1 && data.leaseEpoch === 1));
});

t.test('what changes while the mixer is busy is told once, as it is then', async (t) => {
  const { briefing, mixer, settle, heard, scene, scenes } = await fixture();
  const busy = Promise.withResolvers<undefined>();
  mixer.refuse = (_node, method) => (method === 'programme.update' ? (busy.promise as never) : undefined);
  briefing.tellBeside();
  await settle();
  scene('share');
  briefing.tellBeside();
  scene('grid');
  scene('share');
  briefing.tellBeside();
  await settle();
  t.equal(scenes().length, 1);
  mixer.refuse = () => undefined;
  busy.resolve(undefined);
  await settle();
  t.same(scenes(), ['auto', 'share']);
  t.same(heard, ['told']);
});

t.test('a mixer that refuses is heard in the queue, and is told again at the next call', async (t) => {
  const { briefing, mixer, settle, heard, scenes } = await fixture();
  mixer.refuse = () => new Fault('REQUEST_TIMEOUT');
  briefing.tellBeside();
  t.same(heard, []);
  await settle();
  t.same(heard, ['REQUEST_TIMEOUT']);
  mixer.refuse = () => undefined;
  briefing.tellBeside();
  await settle();
  t.same(heard, ['REQUEST_TIMEOUT', 'told']);
  t.equal(scenes().length, 2);
});

t.test('a mixer that another has taken over from is told nothing more, and has no say', async (t) => {
  const { briefing, mixer, settle, place, heard, scene, scenes } = await fixture();
  const late = Promise.withResolvers<Fault>();
  mixer.refuse = () => late.promise;
  briefing.tellBeside();
  await settle();
  place(2, 'mixer-2' as NodeId);
  scene('share');
  briefing.tellBeside();
  late.resolve(new Fault('PROGRAMME_NOT_FOUND'));
  await settle();
  t.same(heard, []);
  t.equal(scenes().length, 1);
});

t.test('a room that is closed tells nothing more', async (t) => {
  const { room, briefing, settle, scenes } = await fixture();
  room.close();
  briefing.tellBeside();
  await settle();
  t.same(scenes(), []);
});
