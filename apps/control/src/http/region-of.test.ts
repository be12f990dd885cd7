import { test } from 'tap';
import { regionOf } from './region-of.ts';

const from = (headers: Record<string, string | string[]>, more: { asked?: string; header?: string } = {}) =>
  regionOf({ asked: more.asked, headers, header: more.header ?? 'X-Region', own: 'eu-west' });

test('what the page says, then what the edge says, then where this process is', async (t) => {
  t.equal(from({ 'x-region': 'us-east' }, { asked: 'asia' }), 'asia');
  t.equal(from({ 'x-region': ' US-East ' }), 'us-east');
  t.equal(from({}), 'eu-west');
  t.equal(
    regionOf({ asked: undefined, headers: { 'x-region': 'us' }, header: undefined, own: 'eu' }),
    'eu',
    'not asked for',
  );
});

test('what is no region’s name is not believed', async (t) => {
  for (const told of ['', 'us east', '../..', 'x'.repeat(33), 'é']) t.equal(from({ 'x-region': told }), 'eu-west');
  t.equal(from({ 'x-region': ['us', 'eu'] }), 'eu-west', 'nor two of them');
});
