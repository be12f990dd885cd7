import { test } from 'tap';
import { formatBytes, formatClock, formatRunning, initialsOf } from './format.ts';

test('clocks', (t) => {
  t.same([0, 65, 3725, -3].map(formatClock), ['0:00', '1:05', '1:02:05', '0:00']);
  t.same([0, 65, 3725, 36_000].map(formatRunning), ['00:00:00', '00:01:05', '01:02:05', '10:00:00']);
  t.end();
});

test('sizes', (t) => {
  t.same([0, 999, 1000, 1_536_000, 999_999_999, 5e12].map(formatBytes), [
    '0 bytes',
    '999 bytes',
    '1.0 kB',
    '1.5 MB',
    '1.0 GB',
    '5.0 TB',
  ]);
  t.end();
});

test('initials in any script', (t) => {
  t.same(['Ada Lovelace', 'ada', ' Jean Luc Picard ', '山田太郎', '👩‍👩‍👧 family', ''].map(initialsOf), [
    'AL',
    'A',
    'JP',
    '山',
    '👩‍👩‍👧F',
    '',
  ]);
  t.end();
});
