import { systemClock } from '@rostrum/lifecycle';
import { defaultBranding, Fault, type NodeId, newId } from '@rostrum/protocol';
import { emptyRoom } from '@rostrum/room';
import { createLogger } from '@rostrum/service';
import { test } from 'tap';
import { rehearseProgramme } from './rehearsal-programme.ts';
import type { RoomCore } from './room-core.ts';

interface World {
  readonly mixers: readonly string[];
  /** Epochs whose parts never come. */
  readonly silent?: readonly number[];
  readonly refuses?: boolean;
}

/** Mixers in memory, and what they were asked, in order. */
function world({ mixers, silent = [], refuses = false }: World) {
  const asked: string[] = [];
  let epoch = 0;
  // Time passes only while somebody waits.
  let nowMs = 0;
  const clock = {
    ...systemClock,
    monotonic: () => nowMs,
    after: (ms: number, run: () => void) => {
      nowMs += ms;
      setImmediate(run);
      return { cancel: () => undefined };
    },
  };
  const nodes = mixers.map((id, index) => ({ id, region: 'local', load: index / 10, draining: false }));
  const deps = {
    mixers: {
      nodes: async () => nodes,
      to: async (node: NodeId) => ({
        request: async (method: string, data: { epoch: number }) => {
          asked.push(`${method} ${data.epoch} at ${node}`);
          if (refuses) throw new Fault('MIXER_UNAVAILABLE');
          return {};
        },
      }),
    },
    epochs: { next: async () => ++epoch },
    region: 'local',
    canvas: { width: 1280, height: 720, frameRate: 30 },
    ladder: [480],
    lease: { epoch: 1 },
    clock,
  };
  const core = {
    deps,
    record: emptyRoom(newId('webinar'), { name: 'scheduled' }),
    facts: { title: 'Title' },
    branding: defaultBranding,
    log: createLogger('test', 'silent'),
  } as unknown as RoomCore;
  const drill = rehearseProgramme({
    core,
    originAccess: async () => ({ url: 'http://nowhere', token: 't' }),
    endAtOrigin: async (_id, last) => void asked.push(`end ${last}`),
    isPlaying: async (_id, of) => !silent.includes(of),
    dropProgramme: async () => void asked.push('drop'),
  });
  return { drill, asked };
}

test('it starts on one mixer, is taken over by another with the next epoch, and nothing of it is left', async (t) => {
  const { drill, asked } = world({ mixers: ['a', 'b'] });
  t.same(await drill, { mixers: 2, startedMs: 0, backMs: 0 });
  t.same(asked, [
    'programme.start 1 at a',
    'programme.start 2 at b',
    'programme.stop 1 at a',
    'programme.stop 2 at b',
    'drop',
  ]);
});

test('one mixer alone takes over from itself', async (t) => {
  const { drill, asked } = world({ mixers: ['a'] });
  t.match(await drill, { mixers: 1, backMs: 0 });
  t.match(asked[1], 'programme.start 2 at a');
});

test('what does not come is not waited for for ever, and is cleared away all the same', async (t) => {
  const late = world({ mixers: ['a', 'b'], silent: [2] });
  t.match(await late.drill, { startedMs: 0, backMs: null });
  t.equal(late.asked.at(-1), 'drop');
  const never = world({ mixers: ['a', 'b'], refuses: true });
  t.match(await never.drill, { mixers: 2, startedMs: null, backMs: null });
  t.same(never.asked.slice(-2), ['end 2', 'drop'], 'no mixer has told the origin');
});

test('without a mixer nothing is tried', async (t) => {
  const { drill } = world({ mixers: [] });
  t.match(await drill, { mixers: 0, startedMs: null, backMs: null });
});
