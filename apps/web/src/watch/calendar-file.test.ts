import type { WebinarFacts } from '@rostrum/protocol';
import { test } from 'tap';
import { calendarFile } from './calendar-file.ts';

const webinar = {
  id: 'web_1' as WebinarFacts['id'],
  title: 'Plans; prices, and a \\ backslash',
  description: 'First line\nSecond line',
  startsAt: '2026-11-23T18:00:00.000Z',
};
const file = (change: Partial<typeof webinar> = {}) =>
  calendarFile({ webinar: { ...webinar, ...change }, address: 'https://host/watch#t', nowMs: 0 });

test('one event, in UTC, an hour long', (t) => {
  const lines = file().split('\r\n');
  for (const line of ['DTSTART:20261123T180000Z', 'DTEND:20261123T190000Z', 'DTSTAMP:19700101T000000Z'])
    t.ok(lines.includes(line), line);
  t.equal(lines[0], 'BEGIN:VCALENDAR');
  t.equal(lines.at(-1), '', 'ends with a line break');
  t.end();
});

test('what a title says cannot become a line of its own', (t) => {
  const lines = file({ title: 'A\r\nEND:VEVENT' }).split('\r\n');
  t.ok(lines.includes('SUMMARY:A\\nEND:VEVENT'));
  t.equal(lines.filter((line) => line === 'END:VEVENT').length, 1);
  t.ok(file().includes('SUMMARY:Plans\\; prices\\, and a \\\\ backslash'));
  t.end();
});

test('long lines are folded between characters', (t) => {
  const title = '講演'.repeat(60);
  const text = file({ title });
  for (const line of text.split('\r\n')) t.ok(new TextEncoder().encode(line).length <= 75, line);
  t.ok(text.replaceAll('\r\n ', '').includes(title));
  t.end();
});
