import { test } from 'tap';
import { partsOf } from './countdown.ts';

test('days, hours, minutes and seconds; zero only when it is over', (t) => {
  t.same(partsOf(((26 * 60 + 3) * 60 + 4) * 1000), { days: 1, hours: 2, minutes: 3, seconds: 4 });
  t.same(partsOf(1), { days: 0, hours: 0, minutes: 0, seconds: 1 });
  t.same(partsOf(59_001), { days: 0, hours: 0, minutes: 1, seconds: 0 });
  t.same(partsOf(-5000), { days: 0, hours: 0, minutes: 0, seconds: 0 });
  t.end();
});
