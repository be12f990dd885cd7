import { FakeClock } from '@rostrum/lifecycle';
import { newId, type ProgrammeId } from '@rostrum/protocol';
import { emptyRoom, type Member, type RoomRecord } from '@rostrum/room';
import { createLogger } from '@rostrum/service';
import t from 'tap';
import { EmptyStage } from './empty-stage.ts';
import type { RoomCore } from './room-core.ts';

const live = { name: 'live', programmeId: 'pr_1' as ProgrammeId, startedAtMs: 0, placement: null } as const;
const somebody = { id: newId('participant') } as Member;

function fixture(emptyStageMs = 60_000) {
  const clock = new FakeClock();
  const state = { record: emptyRoom(newId('webinar'), live), ended: 0 };
  let changed = () => undefined as unknown;
  const core = {
    get record() {
      return state.record;
    },
    deps: { clock, emptyStageMs },
    log: createLogger('test', 'silent'),
    onChange: (run: () => void) => {
      changed = run;
    },
  } as unknown as RoomCore;
  const stage = new EmptyStage(core, async () => {
    state.ended += 1;
  });
  const become = (change: Partial<RoomRecord>) => {
    state.record = { ...state.record, ...change };
    changed();
  };
  return { clock, state, stage, become };
}

t.test('a live webinar ends after a while with nobody on the stage', async (t) => {
  const { clock, state, stage, become } = fixture();
  stage.look();
  clock.advance(59_999);
  become({ revision: 2 });
  t.equal(state.ended, 0);
  clock.advance(1);
  t.equal(state.ended, 1, 'other changes do not begin the waiting anew');
});

t.test('it goes on when somebody comes, and the waiting begins anew when they leave', async (t) => {
  const { clock, state, stage, become } = fixture();
  stage.look();
  clock.advance(40_000);
  become({ members: [somebody] });
  clock.advance(120_000);
  become({ members: [] });
  clock.advance(40_000);
  t.equal(state.ended, 0);
  clock.advance(20_000);
  t.equal(state.ended, 1);
});

t.test('one that is not live has no end, and 0 is never', async (t) => {
  const scheduled = fixture();
  scheduled.become({ phase: { name: 'scheduled' } });
  const never = fixture(0);
  never.stage.look();
  for (const { clock, state } of [scheduled, never]) {
    clock.advance(600_000);
    t.equal(state.ended, 0);
    t.equal(clock.timers, 0);
  }
});
