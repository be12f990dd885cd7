import { Fault } from '@rostrum/protocol';
import t from 'tap';
import { strings } from '../strings.ts';
import { refusalOf } from './refusal.ts';

t.test('a link is blamed only for what the link is at fault for', async (t) => {
  for (const code of ['TOKEN_INVALID', 'TOKEN_EXPIRED', 'WEBINAR_NOT_FOUND'] as const)
    t.same(refusalOf(new Fault(code)), { title: strings.entry.failed, wayOut: 'none' }, code);
  t.same(refusalOf(new Fault('REMOVED')), { title: strings.studio.removedTitle, wayOut: 'none' });
});

t.test('what may be otherwise later has a way out', async (t) => {
  t.same(refusalOf(new Fault('DATABASE_UNAVAILABLE')), { title: strings.entry.notNow, wayOut: 'retry' });
  t.equal(refusalOf(new Fault('PROTOCOL_VERSION_UNSUPPORTED')).wayOut, 'reload');
  t.equal(refusalOf(new Fault('WEBINAR_ENDED')).wayOut, 'reload');
});
