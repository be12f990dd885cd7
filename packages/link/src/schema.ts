import { Fault, type FaultCode } from '@rostrum/protocol';
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Clean } from 'typebox/value';

interface Checker {
  Check(value: unknown): boolean;
  Errors(value: unknown): { instancePath: string; message: string }[];
}

const checkers = new WeakMap<TSchema, Checker>();

function checkerOf(schema: TSchema): Checker {
  const known = checkers.get(schema);
  if (known) return known;
  const checker = Compile(schema);
  checkers.set(schema, checker);
  return checker;
}

/** The value as what the schema says, or a fault that names the first field that is wrong. */
export function parse<S extends TSchema>(schema: S, value: unknown, code: FaultCode = 'MESSAGE_MALFORMED'): Static<S> {
  const checker = checkerOf(schema);
  if (checker.Check(value)) return value as Static<S>;
  const [first] = checker.Errors(value);
  throw new Fault(code, { detail: `${first?.instancePath || '/'} ${first?.message ?? 'does not fit'}` });
}

/**
 * As `parse`, for what the other side says by itself or answers. It may be of a newer build: fields that this one does not
 * know are left out. What is asked of us is never read so; a field that would do nothing is worth telling.
 */
export function parseAnswer<S extends TSchema>(schema: S, value: unknown, code?: FaultCode): Static<S> {
  return parse(schema, checkerOf(schema).Check(value) ? value : Clean(schema, value), code);
}
