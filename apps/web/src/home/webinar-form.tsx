import { type Fault, type StandbyPolicy, toFault, type Webinar } from '@rostrum/protocol';
import { type FormEvent, useState } from 'react';
import { api } from '../api.ts';
import { formatInstant } from '../format.ts';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { CheckField, SelectField, TextArea, TextField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { allTimeZones, instantOf, localTimeOf, nextFullHour, ownTimeZone } from '../zoned-time.ts';
import { StandbyField } from './standby-field.tsx';

export interface WebinarFormProps {
  /** The one to change; without it, a new one is made. */
  readonly webinar?: Webinar;
  readonly onSaved: (webinar: Webinar) => void;
  readonly onCancel: () => void;
}

const zones = () => allTimeZones().map((zone) => ({ id: zone, label: zone.replaceAll('_', ' ') }));

const startMsOf = (webinar: Webinar | undefined): number =>
  webinar ? Date.parse(webinar.startsAt) : nextFullHour(Date.now());

/** What to know of a time that was chosen: it is past, or another hour here. */
function whenHint({
  startsAt,
  timeZone,
  isOver,
}: {
  readonly startsAt: string | undefined;
  readonly timeZone: string;
  readonly isOver: boolean;
}): string | undefined {
  if (!startsAt) return undefined;
  if (!isOver && Date.parse(startsAt) < Date.now()) return strings.form.whenPast;
  return timeZone === ownTimeZone() ? undefined : strings.form.inYourZone(formatInstant(startsAt));
}

export function WebinarForm({ webinar, onSaved, onCancel }: WebinarFormProps) {
  const [title, setTitle] = useState(webinar?.title ?? '');
  const [description, setDescription] = useState(webinar?.description ?? '');
  const [timeZone, setTimeZone] = useState(() => webinar?.timeZone ?? ownTimeZone());
  const [when, setWhen] = useState(() => localTimeOf(startMsOf(webinar), timeZone));
  const [choices] = useState(zones);
  const [recordsTracks, setRecordsTracks] = useState(webinar?.recordsTracks ?? false);
  const [standby, setStandby] = useState<StandbyPolicy | null>(webinar?.standby ?? null);
  const [wasSent, setSent] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const startsAt = instantOf(when, timeZone);
  const isTitleMissing = title.trim() === '';

  const send = async (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    if (isBusy || isTitleMissing || !startsAt) return;
    setBusy(true);
    setFault(undefined);
    try {
      const text = { title: title.trim(), description: description.trim() };
      const fields = { ...text, startsAt, timeZone, recordsTracks, standby };
      onSaved(await (webinar ? api.changeWebinar(webinar.id, fields) : api.createWebinar(fields)));
    } catch (error) {
      setFault(toFault(error));
      setBusy(false);
    }
  };

  return (
    <form className="stack" noValidate onSubmit={(event) => void send(event)}>
      <TextField
        label={strings.form.title}
        value={title}
        onValue={setTitle}
        maxLength={200}
        error={wasSent && isTitleMissing ? strings.form.titleMissing : undefined}
        autoFocus
      />
      <TextField
        label={strings.form.when}
        type="datetime-local"
        value={when}
        onValue={setWhen}
        error={wasSent && !startsAt ? strings.form.whenMissing : undefined}
        hint={whenHint({ startsAt, timeZone, isOver: webinar !== undefined && webinar.state !== 'scheduled' })}
      />
      <SelectField label={strings.form.zone} value={timeZone} onValue={setTimeZone} choices={choices} />
      <TextArea
        label={strings.form.description}
        value={description}
        onValue={setDescription}
        maxLength={5000}
        isOptional
      />
      <CheckField
        label={strings.form.tracks}
        hint={webinar?.state === 'live' ? strings.form.tracksNextTime : strings.form.tracksHint}
        isChecked={recordsTracks}
        onChecked={setRecordsTracks}
      />
      <StandbyField value={standby} onValue={setStandby} />
      {fault && <Notice tone="danger">{fault.publicMessage}</Notice>}
      <div className="row end">
        <Button onPress={onCancel}>{strings.cancel}</Button>
        <Button look="primary" type="submit" isDisabled={isBusy}>
          {webinar
            ? isBusy
              ? strings.form.saving
              : strings.form.save
            : isBusy
              ? strings.form.creating
              : strings.form.create}
        </Button>
      </div>
    </form>
  );
}
