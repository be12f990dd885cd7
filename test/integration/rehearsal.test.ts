import type { Rehearsal, StageState } from '@rostrum/protocol';
import t from 'tap';
import { ControlApi } from '../support/control-api.ts';
import { ControlStack } from '../support/control-stack.ts';
import { FakeMixer } from '../support/fake-mixer.ts';
import { opusParameters, StageCaller } from '../support/stage-caller.ts';
import { until } from '../support/until.ts';

// A host's drills: with one media server and no mixer, then with a second media server, then live.

const stack = await ControlStack.start();
const { api, bootstrap } = await ControlApi.open(stack);
const { hostUrl, presenterUrl } = bootstrap.webinar;
const callers: StageCaller[] = [];
const others: { stop(): Promise<unknown> }[] = [];
t.teardown(async () => {
  for (const caller of callers) caller.close();
  for (const other of others) await other.stop();
  await stack.stop();
});

async function join(link: string, name: string): Promise<StageCaller> {
  const caller = await StageCaller.open(stack);
  callers.push(caller);
  await caller.join((await api.join(link)).session, name);
  return caller;
}

/** As the newest state has it; only hosts have it. */
const rehearsalOf = ({ heard }: StageCaller): Rehearsal | undefined =>
  (heard.findLast(({ event }) => event === 'state')?.data as StageState | undefined)?.rehearsal;
const heard = (caller: StageCaller, event: string) => caller.heard.filter((one) => one.event === event).length;
const isDone = (caller: StageCaller, reports: number) => () => {
  const rehearsal = rehearsalOf(caller);
  return rehearsal?.running === null && rehearsal.reports.length === reports;
};

const [anna, ben] = [await join(hostUrl, 'Anna'), await join(presenterUrl, 'Ben')];
await anna.produce('microphone', opusParameters(1));

t.test('only a host may', async (t) => {
  await t.rejects(ben.peer.request('rehearse', { drill: 'media-server' }), { code: 'PERMISSION_DENIED' });
  await t.rejects(anna.peer.request('rehearse', { drill: 'everything' } as never), { code: 'MESSAGE_MALFORMED' });
});

t.test('one media server alone is said plainly, and nobody loses anything', async (t) => {
  await anna.peer.request('rehearse', { drill: 'media-server' });
  await until(isDone(anna, 1));
  t.match(rehearsalOf(anna)?.reports, [{ score: 40, findings: [{ kind: 'no-second-media-server' }] }]);
  t.equal(heard(anna, 'mediaMoved') + heard(anna, 'mediaLost'), 0);
  t.equal(rehearsalOf(ben), undefined, 'it is the host’s');
});

t.test('so is that there is no mixer', async (t) => {
  await anna.peer.request('rehearse', { drill: 'mixer' });
  await until(isDone(anna, 2));
  t.match(rehearsalOf(anna)?.reports.at(-1), { drill: 'mixer', score: 0, findings: [{ kind: 'no-mixer' }] });
});

t.test('with a second one the stage really moves, and each page’s word is taken for its gap', async (t) => {
  others.push(await stack.startSfu('sfu-2'));
  // The room opens it as the one that waits.
  await until(() => stack.control.logged('room placed').length === 2);
  await anna.peer.request('rehearse', { drill: 'media-server' });
  await t.rejects(anna.peer.request('rehearse', { drill: 'mixer' }), { code: 'DRILL_RUNNING' });
  await until(() => [anna, ben].every((one) => heard(one, 'mediaMoved') === 1 && heard(one, 'drillBegan') === 1));
  await anna.peer.request('tellGap', { gapMs: 420 });
  await until(() => rehearsalOf(anna)?.people.some(({ gapMs }) => gapMs === 420) === true);
  t.match(rehearsalOf(anna), { running: 'media-server', people: [{ name: 'Anna' }, { name: 'Ben', gapMs: null }] });
  await ben.peer.request('tellGap', { gapMs: 3100 });
  await until(() => rehearsalOf(anna)?.running === null);
  const report = rehearsalOf(anna)?.reports.find(({ drill }) => drill === 'media-server');
  t.match(report?.findings[0], { kind: 'all-back', people: 2, slowestMs: 3100, isSeen: true });
  t.ok(report && report.score < 100);
  // The stage is the same, and what is sent from now on arrives.
  t.same(anna.people, ['Anna', 'Ben']);
  await anna.produce('microphone', opusParameters(2));
  await until(() => heard(ben, 'consumerOpened') >= 2);
});

t.test('a live stage is left alone, unless that is asked for in so many words', async (t) => {
  const mixer = await FakeMixer.open({ ...stack, redisUrl: stack.redisUrl, onStop: async () => undefined });
  t.teardown(() => mixer.close());
  await anna.peer.request('goLive', {});
  await t.rejects(anna.peer.request('rehearse', { drill: 'media-server' }), { code: 'WEBINAR_ALREADY_LIVE' });
  await t.rejects(anna.peer.request('rehearse', { drill: 'mixer', whileLive: true }), { code: 'WEBINAR_ALREADY_LIVE' });
  const starts = () => mixer.asked.filter((one) => one === 'start').length;
  t.equal(starts(), 1);
  const before = heard(anna, 'mediaMoved');
  await anna.peer.request('rehearse', { drill: 'media-server', whileLive: true });
  await until(() => heard(anna, 'mediaMoved') === before + 1);
  for (const one of [anna, ben]) await one.peer.request('tellGap', { gapMs: 90 });
  await until(() => rehearsalOf(anna)?.running === null);
  t.match(rehearsalOf(anna)?.reports.at(-1)?.findings[0], { kind: 'all-back', slowestMs: 90 });
  t.equal(starts(), 1, 'the programme goes on where it is');
});
