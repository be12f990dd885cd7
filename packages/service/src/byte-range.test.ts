import { test } from 'tap';
import { byteRange } from './byte-range.ts';

test('one range within the file', async (t) => {
  t.same(byteRange('bytes=0-99', 1000), { start: 0, end: 99 });
  t.same(byteRange('bytes=900-', 1000), { start: 900, end: 999 });
  t.same(byteRange('bytes=900-5000', 1000), { start: 900, end: 999 });
  t.same(byteRange('bytes=-100', 1000), { start: 900, end: 999 });
  t.same(byteRange('bytes=-5000', 1000), { start: 0, end: 999 });
});

test('what is no single range of bytes means the whole file', async (t) => {
  for (const header of [undefined, '', 'bytes=-', 'bytes=0-1,5-6', 'items=0-1', 'bytes=a-b']) {
    t.equal(byteRange(header, 1000), undefined, String(header));
  }
});

test('a range past the end is refused', async (t) => {
  for (const header of ['bytes=1000-', 'bytes=1000-2000', 'bytes=5-2', 'bytes=-0']) {
    t.throws(() => byteRange(header, 1000), { code: 'RANGE_NOT_SATISFIABLE' }, header);
  }
});
