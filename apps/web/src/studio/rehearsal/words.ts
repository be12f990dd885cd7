import type { Drill, DrillReport, Finding } from '@rostrum/protocol';

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

export const rehearsalWords = {
  title: 'Rehearsal',
  open: 'Rehearse a failure',
  hint: 'See what happens when a server fails, before the audience does.',
  intro:
    'Loses a server on purpose, for this webinar alone, and measures how long everybody is without pictures. The audience sees nothing of it.',
  drill: {
    'media-server': {
      name: 'Lose the media server',
      hint: 'Everybody’s pictures stop for a moment, and come back from another server.',
    },
    mixer: {
      name: 'Lose the mixer',
      hint: 'A programme that nobody watches is started, and taken over by another mixer. Takes about ten seconds.',
    },
  } satisfies Record<Drill, { name: string; hint: string }>,
  begin: 'Try it',
  again: 'Try it again',
  beginDrill: (name: string, isAgain: boolean) => `${isAgain ? 'Try it again' : 'Try it'}: ${name}`,
  back: (count: number, of: number) => `${count} of ${of} are back`,
  mixing: 'A programme is started and taken over…',
  looking: 'Looking for what there is…',
  waiting: 'not back yet',
  after: (ms: number) => `back after ${seconds(ms)}`,
  score: (score: number) => `Readiness: ${score} of 100`,
  verdict: (score: number) =>
    score >= 90 ? 'Ready for it.' : score >= 60 ? 'Nearly ready for it.' : 'Not ready for it yet.',
  done: (report: DrillReport) =>
    `${rehearsalWords.score(report.score)}. ${report.findings.map((one) => sentenceOf(one)).join(' ')}`,
};

/** What a drill has shown, in one sentence. */
export function sentenceOf(finding: Finding): string {
  switch (finding.kind) {
    case 'nobody-there':
      return 'Nobody sends or receives here yet. Join the stage first, then try again.';
    case 'no-second-media-server':
      return 'There is no second media server: if this one fails, the stage is gone until it restarts.';
    case 'same-machine':
      return 'Both media servers are on one machine: if the machine fails, the stage is gone.';
    case 'all-back':
      return allBack(finding);
    case 'not-back':
      return `${finding.names.join(', ')} did not come back by themselves. A reload of the page brings them back.`;
    case 'no-mixer':
      return 'There is no mixer: the webinar cannot go live.';
    case 'no-second-mixer':
      return 'There is no second mixer: a process that fails is replaced, but if the machine fails, the programme stops until it is back.';
    case 'programme-failed':
      return 'No programme could be started. Look into the mixer’s log before you go live.';
    case 'programme-started':
      return `The programme was there ${seconds(finding.afterMs)} after its start.`;
    case 'programme-back':
      return `After the mixer was lost, the programme went on after ${seconds(finding.afterMs)}.`;
    case 'programme-not-back':
      return 'After the mixer was lost, the programme did not go on.';
    default:
      return finding satisfies never;
  }
}

function allBack({ people, slowestMs, isSeen }: Extract<Finding, { kind: 'all-back' }>): string {
  const after = seconds(slowestMs);
  if (!isSeen)
    return people === 1 ? `You were connected again after ${after}.` : `Everybody was connected again after ${after}.`;
  return people === 1
    ? `Your picture of the others was back after ${after}.`
    : `Everybody’s picture was back after ${after}.`;
}

/** Whether it is as it should be. */
export const isGood = ({ kind }: Finding): boolean =>
  kind === 'all-back' || kind === 'programme-started' || kind === 'programme-back';
