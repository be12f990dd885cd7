/** What ajv says of the first thing that does not fit; `parentSchema` is there with its option `verbose`. */
export interface FieldProblem {
  readonly keyword: string;
  /** JSON Pointer to the value, RFC 6901. */
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly parentSchema?: { readonly description?: unknown };
}

/** Fields whose name alone would not tell a person what is meant. */
const names: Readonly<Record<string, string>> = { startsAt: 'start time' };

/** "timeZone" → "time zone". */
const readable = (field: string): string =>
  names[field] ?? field.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** A sentence that names the field that is wrong and says what is wanted; undefined when it is no single field. */
export function fieldSentence({ keyword, instancePath, params, parentSchema }: FieldProblem): string | undefined {
  const { missingProperty, additionalProperty, limit } = params;
  if (keyword === 'required') return `The ${readable(String(missingProperty))} is missing.`;
  if (keyword === 'additionalProperties') return `The field "${String(additionalProperty).slice(0, 60)}" is not known.`;
  const field = instancePath.split('/').findLast((part) => part !== '' && !/^\d+$/.test(part));
  if (field === undefined) return undefined;
  const name = `The ${readable(field)}`;
  switch (keyword) {
    case 'maxLength':
      return `${name} may have at most ${limit} characters.`;
    case 'minLength':
      return limit === 1 ? `${name} is missing.` : `${name} must have at least ${limit} characters.`;
    case 'pattern':
      return typeof parentSchema?.description === 'string'
        ? `${name} must be ${parentSchema.description}.`
        : `${name} is not written as it should be.`;
    case 'type':
      return `${name} must be a ${params.type}.`;
    case 'maximum':
      return `${name} may be at most ${limit}.`;
    case 'minimum':
      return `${name} must be at least ${limit}.`;
    default:
      return `${name} is not one of the allowed values.`;
  }
}
