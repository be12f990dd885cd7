import type { StageView } from '@rostrum/client';
import { type Drill, type DrillReport, type Rehearsal, toFault } from '@rostrum/protocol';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { announce } from '../../announcer.tsx';
import { strings } from '../../strings.ts';
import { Button } from '../../ui/button.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Named } from '../../ui/named.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { OpenedStage } from '../use-stage.ts';
import { isGood, sentenceOf, rehearsalWords as words } from './words.ts';

export interface RehearsalDialogProps {
  readonly stage: OpenedStage;
  readonly view: StageView;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

const drills: readonly Drill[] = ['media-server', 'mixer'];
const nothingYet: Rehearsal = { running: null, people: [], reports: [] };

/** The drills, one at a time, and in plain words what each has shown. */
export function RehearsalDialog({ stage, view, isOpen, onClose }: RehearsalDialogProps) {
  const [problem, setProblem] = useState<string>();
  const rehearsal = view.room?.rehearsal ?? nothingYet;
  const { running, reports } = rehearsal;
  const begin = (drill: Drill) => {
    setProblem(undefined);
    stage.client.rehearsal.begin(drill).catch((error: unknown) => setProblem(toFault(error).publicMessage));
  };
  const last = reports.at(-1);
  useEffect(() => {
    if (isOpen && last && running === null) announce(words.done(last));
  }, [isOpen, last, running]);
  return (
    <FormDialog isOpen={isOpen} title={words.title} onClose={onClose}>
      <p className="prose">{words.intro}</p>
      {problem && <Notice tone="danger">{problem}</Notice>}
      {drills.map((drill) => (
        <DrillPart
          key={drill}
          drill={drill}
          rehearsal={rehearsal}
          report={reports.find((one) => one.drill === drill)}
          onBegin={() => begin(drill)}
        />
      ))}
      <div className="row end">
        <Button onPress={onClose}>{strings.close}</Button>
      </div>
    </FormDialog>
  );
}

interface DrillPartProps {
  readonly drill: Drill;
  readonly rehearsal: Rehearsal;
  readonly report: DrillReport | undefined;
  readonly onBegin: () => void;
}

function DrillPart({ drill, rehearsal, report, onBegin }: DrillPartProps) {
  const { name, hint } = words.drill[drill];
  const isRunning = rehearsal.running === drill;
  const label = report ? words.again : words.begin;
  return (
    <section className="drill" aria-label={name}>
      <div className="row apart">
        <h3>{name}</h3>
        <Button onPress={onBegin} isHeld={rehearsal.running !== null}>
          <Named short={label} name={words.beginDrill(name, report !== undefined)} />
        </Button>
      </div>
      {!isRunning && !report && <p className="quiet small">{hint}</p>}
      {isRunning && <Progress drill={drill} rehearsal={rehearsal} />}
      {!isRunning && report && <Report report={report} />}
    </section>
  );
}

function Progress({ drill, rehearsal }: Pick<DrillPartProps, 'drill' | 'rehearsal'>) {
  const { people } = rehearsal;
  if (drill === 'mixer') return <Busy text={words.mixing} />;
  if (people.length === 0) return <Busy text={words.looking} />;
  const back = people.filter(({ gapMs }) => gapMs !== null).length;
  return (
    <>
      <Busy text={words.back(back, people.length)} />
      <ul className="drill-people small">
        {people.map(({ id, name, gapMs }) => (
          <li key={id}>
            <bdi>{name}</bdi>
            <span className="quiet numbers">{gapMs === null ? words.waiting : words.after(gapMs)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Busy({ text }: { readonly text: string }) {
  return (
    <p className="drill-busy" role="status">
      <progress aria-label={text} />
      {text}
    </p>
  );
}

function Report({ report: { score, findings } }: { readonly report: DrillReport }) {
  return (
    <>
      <p className="drill-score">
        <strong className="numbers">{words.score(score)}</strong>
        <span className="quiet">{words.verdict(score)}</span>
      </p>
      <meter min={0} max={100} low={60} high={90} optimum={100} value={score} aria-label={words.score(score)} />
      <ul className="drill-findings">
        {findings.map((finding) => (
          <li key={finding.kind}>
            {isGood(finding) ? (
              <CircleCheck size={16} className="good" aria-hidden />
            ) : (
              <TriangleAlert size={16} className="warn" aria-hidden />
            )}
            <span dir="auto">{sentenceOf(finding)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
