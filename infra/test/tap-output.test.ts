import t from 'tap';
import { TapOutput } from './tap-output.ts';

t.test('files are told in one line, failures with their diagnosis', async (t) => {
  const told: string[] = [];
  const output = new TapOutput((line) => told.push(line));
  const lines = `TAP version 14
# Subtest: a.test.ts
    # Subtest: works
        ok 1 - should be equal
        1..1
    ok 1 - works # time=2ms
    1..1
ok 1 - a.test.ts # time=20ms
# Subtest: b.test.ts
    # Subtest: fails
        ok 1 - fine
        not ok 2 - should be equal
          ---
          diff: |
            -1
            +2
          ...
        1..2
    not ok 1 - fails # time=2ms
    written to the terminal
    1..1
not ok 2 - b.test.ts # time=20ms
  ---
  exitCode: 1
  ...
# No coverage generated
# { total: 3, pass: 2, fail: 1 }`;
  for (const line of lines.split('\n')) output.handleLine(line);
  t.same(told, [
    '  ok  a.test.ts # time=20ms',
    '  --  b.test.ts # time=20ms',
    '              not ok 2 - should be equal',
    '                ---',
    '                diff: |',
    '                  -1',
    '                  +2',
    '                ...',
    '          not ok 1 - fails # time=2ms',
    '          written to the terminal',
  ]);
  t.same(output.counts, { passed: 2, failed: 1 });
});

t.test('a run that breaks off has no counts', async (t) => {
  const output = new TapOutput(() => undefined);
  output.handleLine('ok 1 - a.test.ts');
  t.same(output.counts, { passed: 0, failed: 0 });
});
