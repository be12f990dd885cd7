import { type NodeId, newId } from '@rostrum/protocol';
import { test } from 'tap';
import {
  cascadeHops,
  cascadeInput,
  emptyRoom,
  type Hop,
  heirOf,
  hopsTo,
  idleNodes,
  idlePipes,
  next,
  type Pipe,
  type PipedStream,
  type RoomRecord,
  surplus,
  withoutNode,
} from './index.ts';

/** mulberry32: the same rooms for the same seed. */
function randoms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const node = (nodeId: string, region: string) => ({ nodeId: nodeId as NodeId, region });
const show = ({ producerId, from, to }: Hop) => `${producerId}: ${from} → ${to}`;

/** Up to eight nodes in up to three regions, and twelve producers that some of the nodes want. */
function randomInput(seed: number) {
  const random = randoms(seed);
  const upTo = (most: number) => 1 + Math.floor(random() * most);
  const regions = upTo(3);
  const nodes = Array.from({ length: upTo(8) }, (_, index) => node(`n${index}`, `r${upTo(regions)}`));
  const pick = () => nodes[Math.floor(random() * nodes.length)]?.nodeId ?? ('' as NodeId);
  const producers = Array.from({ length: upTo(12) }, (_, index) => ({ producerId: `p${index}`, nodeId: pick() }));
  const wanted = new Set<string>();
  for (const { nodeId } of nodes)
    for (const { producerId } of producers) if (random() < 0.5) wanted.add(`${nodeId} ${producerId}`);
  return { nodes, producers, wants: (nodeId: NodeId, producerId: string) => wanted.has(`${nodeId} ${producerId}`) };
}

const firstSeed = Date.now() % 1_000_000;

test('each producer reaches who wants it, once, over two hops at most, and nobody else', async (t) => {
  for (let seed = firstSeed; seed < firstSeed + 500; seed += 1) {
    const input = randomInput(seed);
    const hops = cascadeHops(input);
    const regionOf = new Map(input.nodes.map(({ nodeId, region }) => [nodeId, region]));
    for (const { producerId, nodeId: origin } of input.producers) {
      const own = hops.filter((hop) => hop.producerId === producerId);
      const wanting = input.nodes.filter(({ nodeId }) => nodeId !== origin && input.wants(nodeId, producerId));
      const targets = own.map(({ to }) => to);
      const facts = { seed, producerId, hops: own.map(show) };
      if (
        targets.toSorted().join() !==
        wanting
          .map(({ nodeId }) => nodeId)
          .toSorted()
          .join()
      )
        t.fail('who wants it gets it once, and nobody else', facts);
      const crossings = own.filter(({ from, to }) => regionOf.get(from) !== regionOf.get(to));
      const regions = new Set(crossings.map(({ to }) => regionOf.get(to)));
      if (regions.size !== crossings.length) t.fail('one crossing into each region', facts);
      for (const { nodeId } of wanting) {
        const way = hopsTo(hops, { producerId, nodeId });
        if (way.length > 2 || way[0]?.from !== origin || way.at(-1)?.to !== nodeId) t.fail('a way of two hops', facts);
        if (way.length === 2 && way[0]?.to !== way[1]?.from) t.fail('a way without a gap', facts);
      }
    }
  }
  t.pass(`500 rooms from seed ${firstSeed}`);
});

test('what nobody wants any more ends, the farthest first, and the rest stays', async (t) => {
  for (let seed = firstSeed; seed < firstSeed + 200; seed += 1) {
    const input = randomInput(seed);
    const streams = cascadeHops(input).map((hop): PipedStream => ({ ...hop, consumerId: show(hop) }));
    const fewer = { ...input, wants: (id: NodeId, producer: string) => id !== 'n1' && input.wants(id, producer) };
    const wanted = cascadeHops(fewer);
    const gone = surplus(streams, wanted);
    const left = streams.filter((stream) => !gone.includes(stream));
    if (left.some((stream) => !wanted.some((hop) => show(hop) === show(stream)))) t.fail('all surplus ends', { seed });
    for (const [index, stream] of gone.entries()) {
      const feeder = gone.findIndex((one) => one.producerId === stream.producerId && one.to === stream.from);
      if (feeder !== -1 && feeder < index) t.fail('a copy ends after what hangs on it', { seed });
    }
  }
  t.pass();
});

test('a producer crosses an ocean once, and is passed on there', async (t) => {
  const nodes = [node('eu-1', 'eu'), node('eu-2', 'eu'), node('us-1', 'us'), node('us-2', 'us')];
  const producers = [{ producerId: 'p', nodeId: 'eu-1' as NodeId }];
  t.same(cascadeHops({ nodes, producers, wants: () => true }).map(show), [
    'p: eu-1 → eu-2',
    'p: eu-1 → us-1',
    'p: us-1 → us-2',
  ]);
  t.same(cascadeHops({ nodes, producers, wants: (id) => id === 'us-2' }).map(show), ['p: eu-1 → us-2']);
  t.same(cascadeHops({ nodes: nodes.slice(1), producers, wants: () => true }), [], 'its node is gone');
});

test('a pipe without a stream is idle', async (t) => {
  const end = (nodeId: string, transportId: string) => ({ nodeId: nodeId as NodeId, transportId });
  const pipes: Pipe[] = [{ ends: [end('a', '1'), end('b', '2')] }, { ends: [end('c', '3'), end('a', '4')] }];
  const stream = { producerId: 'p', from: 'b' as NodeId, to: 'a' as NodeId, consumerId: 'x' };
  t.same(idlePipes(pipes, [stream]), [pipes[1]]);
});

const [eu, us, spare] = ['eu-1', 'us-1', 'eu-2'] as NodeId[] as [NodeId, NodeId, NodeId];
const inRoom = (more: Partial<RoomRecord>): RoomRecord => ({
  ...emptyRoom(newId('webinar'), { name: 'scheduled' }),
  nodes: [
    { ...node('eu-1', 'eu'), epoch: 1 },
    { ...node('us-1', 'us'), epoch: 2 },
    { ...node('eu-2', 'eu'), epoch: 3 },
  ],
  home: eu,
  standbys: [spare],
  ...more,
});

test('home hears every voice, and sees what somebody there looks at', async (t) => {
  const ada = newId('participant');
  const producers = [
    { source: 'microphone', producerId: 'mic', paused: false, layers: 1 },
    { source: 'camera', producerId: 'cam', paused: false, layers: 3 },
  ] as const;
  const member = { id: ada, name: 'Ada', role: 'host', place: 'stage', isPromoted: false, awaySinceMs: null } as const;
  const media = { kind: 'plain', nodeId: us, sendTransportId: 's' } as const;
  const record = inRoom({ members: [{ ...member, media, producers }] });
  t.same(cascadeHops(cascadeInput(record)).map(show), ['mic: us-1 → eu-1']);
  const live = { name: 'live', programmeId: newId('programme'), startedAtMs: 1 } as const;
  const consumers = [{ consumerId: 'c', producerId: 'cam', rtpParameters: { codecs: [] }, spatialLayer: 0 }];
  const placement = { epoch: 1, mixerNodeId: 'm' as NodeId, rtp: { ip: '', port: 1 }, transportId: 't', consumers };
  t.same(cascadeHops(cascadeInput({ ...record, phase: { ...live, placement } })).map(show), [
    'mic: us-1 → eu-1',
    'cam: us-1 → eu-1',
  ]);
  t.same(
    cascadeHops(cascadeInput(record, { nodeId: spare, producerId: 'cam' })).map(show),
    ['mic: us-1 → eu-1', 'cam: us-1 → eu-2'],
    'and what somebody is about to receive',
  );
  t.same(idleNodes(record), []);
  t.same(idleNodes({ ...record, members: [] }), [us]);
});

test('who takes over: a node of the room, near, the standby before all', async (t) => {
  const without = (nodeId: NodeId, more: Partial<RoomRecord> = {}) => next(inRoom(more), { type: 'nodeLost', nodeId });
  t.equal(heirOf(without(eu), 'eu'), spare);
  t.equal(heirOf(without(us), 'us'), spare);
  t.equal(heirOf(without(spare), 'eu'), eu);
  t.equal(heirOf(next(without(eu), { type: 'nodeLost', nodeId: spare }), 'eu'), us);
  // Two that die in the same moment: whoever asks on, past the first, must come to an end.
  let left = inRoom({});
  for (const tried of [spare, eu, us]) {
    t.equal(heirOf(left, 'eu'), tried);
    left = withoutNode(left, tried);
  }
  t.equal(heirOf(left, 'eu'), undefined, 'also home is left out');
  t.equal(heirOf(emptyRoom(newId('webinar'), { name: 'scheduled' }), 'eu'), undefined);
});
