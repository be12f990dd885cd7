import { defaultBranding } from '@rostrum/protocol';
import t from 'tap';
import { contrast, enoughContrast } from './contrast.ts';

t.test('contrast as WCAG measures it', async (t) => {
  t.equal(contrast('#000000', '#ffffff').toFixed(2), '21.00');
  t.equal(contrast('#ffffff', '#ffffff'), 1);
  t.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48');
  t.equal(contrast('#ffffff', '#777777'), contrast('#777777', '#ffffff'));
});

t.test('the look that nobody has changed can be read', async (t) => {
  t.ok(contrast(defaultBranding.text, defaultBranding.background) > enoughContrast);
});
