import type { StageView } from '@rostrum/client';
import type { ParticipantId, Role } from '@rostrum/protocol';
import { test } from 'tap';
import { isLastHost } from './last-host.ts';

const me = 'p_me' as ParticipantId;
const withOthers = (...others: { role: Role; reconnecting?: boolean }[]) =>
  ({
    participants: [
      { id: me, role: 'host', reconnecting: false },
      ...others.map((other, index) => ({ id: `p_${index}`, reconnecting: false, ...other })),
    ],
  }) as unknown as StageView['room'];

test('the last host is the one without whom nobody can end the webinar', (t) => {
  t.ok(isLastHost({ me, role: 'host', room: withOthers() }));
  t.ok(isLastHost({ me, role: 'host', room: withOthers({ role: 'co-host' }, { role: 'presenter' }) }));
  t.ok(isLastHost({ me, role: 'host', room: withOthers({ role: 'host', reconnecting: true }) }));
  t.notOk(isLastHost({ me, role: 'host', room: withOthers({ role: 'host' }) }));
  t.notOk(isLastHost({ me, role: 'presenter', room: withOthers() }));
  t.end();
});
