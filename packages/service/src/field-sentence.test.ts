import { test } from 'tap';
import { type FieldProblem, fieldSentence } from './field-sentence.ts';

const problem = (keyword: string, more: Partial<FieldProblem> = {}): FieldProblem => ({
  keyword,
  instancePath: '/title',
  params: {},
  ...more,
});

test('the sentence names the field and what is wanted', async (t) => {
  t.equal(
    fieldSentence(problem('maxLength', { params: { limit: 200 } })),
    'The title may have at most 200 characters.',
  );
  t.equal(fieldSentence(problem('minLength', { params: { limit: 1 } })), 'The title is missing.');
  t.equal(
    fieldSentence(problem('required', { instancePath: '', params: { missingProperty: 'startsAt' } })),
    'The start time is missing.',
  );
  t.equal(
    fieldSentence(problem('type', { instancePath: '/timeZone', params: { type: 'string' } })),
    'The time zone must be a string.',
  );
  t.equal(
    fieldSentence(problem('pattern', { parentSchema: { description: 'plain text' } })),
    'The title must be plain text.',
  );
});

test('an unknown field is named, however long it is', async (t) => {
  const sentence = fieldSentence(
    problem('additionalProperties', { instancePath: '', params: { additionalProperty: 'x'.repeat(9000) } }),
  );
  t.match(sentence, /^The field "x+" is not known\.$/);
  t.ok(sentence && sentence.length < 100);
});

test('an item of a list is told by its list, the whole by nothing', async (t) => {
  t.equal(fieldSentence(problem('anyOf', { instancePath: '/roles/3' })), 'The roles is not one of the allowed values.');
  t.equal(fieldSentence(problem('type', { instancePath: '', params: { type: 'object' } })), undefined);
});
