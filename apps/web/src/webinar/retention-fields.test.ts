import { test } from 'tap';
import { fieldsOf, ruleIn } from './retention-fields.ts';

test('a rule is written and read again', async (t) => {
  const rule = { days: 30, count: 5, bytes: 2_500_000_000 };
  t.same(ruleIn(fieldsOf(rule)), { rule });
  t.same(ruleIn(fieldsOf({})), { rule: {} });
  t.same(ruleIn({ days: ' ', count: '3', gigabytes: '0,5' }), { rule: { count: 3, bytes: 500_000_000 } });
});

test('what does not count is said', async (t) => {
  t.same(ruleIn({ days: '0', count: '1.5', gigabytes: 'much' }), { wrong: ['days', 'count', 'gigabytes'] });
  t.same(ruleIn({ days: '', count: '-1', gigabytes: '' }), { wrong: ['count'] });
});
