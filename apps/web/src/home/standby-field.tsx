import type { StandbyPolicy } from '@rostrum/protocol';
import { strings } from '../strings.ts';
import { SelectField } from '../ui/field.tsx';

export interface StandbyFieldProps {
  /** Null: as this server is set up. */
  readonly value: StandbyPolicy | null;
  readonly onValue: (value: StandbyPolicy | null) => void;
}

const words = strings.standby;
const policies = ['off', 'standby', 'all'] as const satisfies StandbyPolicy[];
const asSetUp = 'default';
const choices = [
  { id: asSetUp, label: words.default },
  ...policies.map((policy) => ({ id: policy, label: words.choice[policy] })),
];

/** What is kept ready for the loss of a media server, with what each choice means and costs. */
export function StandbyField({ value, onValue }: StandbyFieldProps) {
  return (
    <SelectField
      label={words.label}
      hint={value === null ? words.defaultHint : words.hint[value]}
      value={value ?? asSetUp}
      onValue={(chosen) => onValue(policies.find((policy) => policy === chosen) ?? null)}
      choices={choices}
    />
  );
}
