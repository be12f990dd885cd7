import type { RetentionRule } from '@rostrum/protocol';

/** A rule as it is written into a form. */
export interface RetentionFields {
  readonly days: string;
  readonly count: string;
  readonly gigabytes: string;
}

export const fieldsOf = ({ days, count, bytes }: RetentionRule): RetentionFields => ({
  days: days === undefined ? '' : String(days),
  count: count === undefined ? '' : String(count),
  gigabytes: bytes === undefined ? '' : String(bytes / 1e9),
});

/** Undefined for what is no number that counts. */
function numberIn(text: string, isWhole: boolean): number | undefined {
  const value = Number(text.trim().replace(',', '.'));
  return value > 0 && Number.isFinite(value) && (!isWhole || Number.isInteger(value)) ? value : undefined;
}

export type ReadRule = { readonly rule: RetentionRule } | { readonly wrong: readonly (keyof RetentionFields)[] };

/** The rule, or the names of the fields that are wrong. An empty field is no bound. */
export function ruleIn({ days, count, gigabytes }: RetentionFields): ReadRule {
  const read = {
    days: numberIn(days, true),
    count: numberIn(count, true),
    gigabytes: numberIn(gigabytes, false),
  };
  const texts = { days, count, gigabytes };
  const wrong = (Object.keys(texts) as (keyof RetentionFields)[]).filter(
    (name) => texts[name].trim() !== '' && read[name] === undefined,
  );
  if (wrong.length > 0) return { wrong };
  const rule = {
    ...(read.days === undefined ? {} : { days: read.days }),
    ...(read.count === undefined ? {} : { count: read.count }),
    ...(read.gigabytes === undefined ? {} : { bytes: Math.max(1, Math.round(read.gigabytes * 1e9)) }),
  };
  return { rule };
}
