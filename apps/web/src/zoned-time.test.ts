import { test } from 'tap';
import { instantOf, localTimeOf, nextFullHour } from './zoned-time.ts';

test('a wall clock in a zone is an instant, in summer and in winter', (t) => {
  t.equal(instantOf('2026-01-15T18:00', 'Europe/Berlin'), '2026-01-15T17:00:00.000Z');
  t.equal(instantOf('2026-07-15T18:00', 'Europe/Berlin'), '2026-07-15T16:00:00.000Z');
  t.equal(instantOf('2026-07-15T18:00', 'Asia/Kathmandu'), '2026-07-15T12:15:00.000Z');
  t.equal(instantOf('', 'UTC'), undefined);
  t.end();
});

test('the hour that summer time skips, and the one that comes twice', (t) => {
  t.equal(instantOf('2026-03-29T02:30', 'Europe/Berlin'), '2026-03-29T01:30:00.000Z');
  t.equal(instantOf('2026-10-25T02:30', 'Europe/Berlin'), '2026-10-25T00:30:00.000Z');
  t.end();
});

test('and back again', (t) => {
  for (const zone of ['Europe/Berlin', 'America/St_Johns', 'Pacific/Auckland', 'UTC'])
    for (const local of ['2026-01-15T18:00', '2026-07-15T00:30', '2026-12-31T23:59'])
      t.equal(localTimeOf(Date.parse(instantOf(local, zone) ?? ''), zone), local, `${zone} ${local}`);
  t.end();
});

test('the proposed start is a full hour, at least half an hour away', (t) => {
  const at = (time: string) => new Date(nextFullHour(Date.parse(`2026-01-01T${time}Z`))).toISOString().slice(11, 16);
  t.equal(at('10:00:00'), '11:00');
  t.equal(at('10:30:00'), '11:00');
  t.equal(at('10:31:00'), '12:00');
  t.end();
});
