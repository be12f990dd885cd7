import type { WebinarFacts } from '@rostrum/protocol';

export interface CalendarEntry {
  readonly webinar: Pick<WebinarFacts, 'id' | 'title' | 'description' | 'startsAt'>;
  /** Where it is watched: the viewer's own link. */
  readonly address: string;
  readonly nowMs: number;
}

/** A webinar has no planned end; an hour is what most calendars assume. */
const assumedHours = 1;

/** One event as iCalendar (RFC 5545), in UTC: calendars show it in their owner's zone. */
export function calendarFile({ webinar, address, nowMs }: CalendarEntry): string {
  const startMs = Date.parse(webinar.startsAt);
  const description = webinar.description === '' ? address : `${webinar.description}\n\n${address}`;
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Rostrum//Rostrum//EN',
    'BEGIN:VEVENT',
    `UID:${webinar.id}@rostrum`,
    `DTSTAMP:${stamp(nowMs)}`,
    `DTSTART:${stamp(startMs)}`,
    `DTEND:${stamp(startMs + assumedHours * 3_600_000)}`,
    `SUMMARY:${escaped(webinar.title)}`,
    `DESCRIPTION:${escaped(description)}`,
    `URL:${address}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

const stamp = (atMs: number): string => new Date(atMs).toISOString().replace(/[-:]|\.\d{3}/g, '');

/** RFC 5545 §3.3.11 */
const escaped = (text: string): string =>
  text.replace(/[\\;,]/g, (character) => `\\${character}`).replace(/\r\n|\r|\n/g, '\\n');

/** RFC 5545 §3.1: no line over 75 octets; a continuation begins with a space. Never inside a character. */
function folded(line: string): string {
  const octets = new TextEncoder();
  const parts: string[] = [];
  let part = '';
  let size = 0;
  for (const character of line) {
    const length = octets.encode(character).length;
    if (size + length > 75) {
      parts.push(part);
      part = ' ';
      size = 1;
    }
    part += character;
    size += length;
  }
  return [...parts, part].join('\r\n');
}
