import { test } from 'tap';
import { Value } from 'typebox/value';
import { TitleSchema } from './webinar.ts';

test('a title is plain text in any script', async (t) => {
  for (const title of ['a < b', '1 <3 2', 'Привет', '日本語 🎙️', 'x'.repeat(200), 'A & B > C', '<']) {
    t.ok(Value.Check(TitleSchema, title), title.slice(0, 20));
  }
});

test('what looks like a tag, breaks the line or is too long is none', async (t) => {
  for (const title of [
    '',
    '<b>x</b>',
    'x </p',
    '<!-- x',
    '<script>',
    'a\nb',
    'a\u0007',
    'x'.repeat(201),
    `${'<'.repeat(150)}a`,
  ]) {
    t.notOk(Value.Check(TitleSchema, title), JSON.stringify(title.slice(0, 20)));
  }
});
