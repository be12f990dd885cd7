import { setTimeout as sleep } from 'node:timers/promises';
import { pages } from '../../support/pages.ts';
import { takeStageDiary } from '../../support/stage-diary.ts';
import { until } from '../../support/until.ts';
import { type BenchOptions, type BenchResult, distribution, type Report } from '../report.ts';
import { FailoverStage, type Person } from './failover-stage.ts';
import { type Gap, gapsOf, type Names } from './gaps.ts';
import { naivePage } from './naive-page.ts';

/** What dies, and what is looked at. */
interface Part {
  readonly name: 'sfu-process' | 'silent-host' | 'control';
  /** From the death on, everybody is looked at for so long. */
  readonly lookMs: number;
  /** What the third person's page does, to compare with; undefined: it is loaded anew. */
  readonly naive: { readonly says: string; readonly script?: string };
  /** @returns how it is made good */
  readonly kill: (stage: FailoverStage) => Promise<() => Promise<void>>;
}

const parts: readonly Part[] = [
  {
    name: 'sfu-process',
    lookMs: 3500,
    naive: { says: 'joins again when told', script: naivePage('told') },
    kill: async ({ stack, home }) => {
      stack.process(home).kill('SIGKILL');
      return () => stack.restart(home);
    },
  },
  {
    name: 'silent-host',
    lookMs: 12_000,
    naive: { says: 'joins again by its own ICE', script: naivePage('ice') },
    kill: (stage) => stage.silence(stage.home),
  },
  {
    name: 'control',
    lookMs: 5000,
    naive: { says: 'is loaded again' },
    kill: async ({ stack, owner }) => {
      stack.process(owner).kill('SIGKILL');
      return () => stack.restart(owner);
    },
  },
];

interface Kill {
  /** The same looked at while nothing died: what the machine itself makes of it. */
  readonly calm: readonly Gap[];
  readonly gaps: readonly Gap[];
  readonly naive: readonly Gap[];
  /** Until a new socket was greeted, by person, in seconds; empty when none was lost. */
  readonly signaling: readonly number[];
}

const calmMs = 2000;
/** As somebody who presses the key until the page comes. */
const reloadsForMs = 10_000;
const naiveName = 'Cleo';

/** After a reload her page knows nothing of before: she misses all until the first that she sees and hears. */
async function comeAgain({ page, name }: Person): Promise<void> {
  // The balancer may have no other control yet, or not know that this one is dead.
  const load = async () => (await page.reload().catch(() => undefined))?.ok() || undefined;
  await until(load, reloadsForMs);
  await pages.join(page, name);
}

async function killOnce(
  part: Part,
  stage: FailoverStage,
  { people, names }: { people: readonly Person[]; names: Names },
): Promise<Kill> {
  const diaries = () =>
    Promise.all(people.map(async ({ name, page }) => ({ who: name, diary: await takeStageDiary(page) })));
  await diaries();
  await sleep(calmMs);
  const placed = stage.logged('room placed').length;
  const killedMs = Date.now();
  const mend = await part.kill(stage);
  const naive = people.find(({ name }) => name === naiveName);
  const coming = part.naive.script === undefined && naive ? comeAgain(naive) : undefined;
  await Promise.all([sleep(part.lookMs), coming]);
  const watching = await diaries();
  const gaps = gapsOf(watching, names, [killedMs, killedMs + part.lookMs]);
  const calm = gapsOf(watching, names, [killedMs - calmMs, killedMs]);
  await mend();
  // Not before there is a node again that could take over.
  if (part.name !== 'control') await until(() => stage.logged('room placed').length > placed, 20_000);
  const isNaive = ({ who, of }: Gap) => who === naiveName && of !== naiveName;
  const isOurs = ({ who, of }: Gap) => who !== naiveName && of !== naiveName;
  const signaling = watching.flatMap(({ who, diary }) => {
    const back = diary.greetings.find((atMs) => atMs > killedMs);
    return who === naiveName || back === undefined ? [] : [(back - killedMs) / 1000];
  });
  return { calm: calm.filter(isOurs), gaps: gaps.filter(isOurs), naive: gaps.filter(isNaive), signaling };
}

async function runPart(
  part: Part,
  stage: FailoverStage,
  { ours, kills: count, say }: { ours: readonly Person[]; kills: number; say: BenchOptions['say'] },
): Promise<Kill[]> {
  const { script } = part.naive;
  const naive = await stage.enter(stage.presenterUrl, naiveName, script === undefined ? [] : [script]);
  const people = [...ours, naive];
  const names = await stage.names(people.length);
  await Promise.all(people.flatMap(({ page, name }) => others(people, name).map((one) => pages.untilSeen(page, one))));
  await sleep(8000); // Layers settle, and a node waits.
  const kills: Kill[] = [];
  for (let n = 1; n <= count; n++) {
    const kill = await killOnce(part, stage, { people, names });
    kills.push(kill);
    const words = (gaps: readonly Gap[]) =>
      gaps.map(({ picture, sound }) => `${picture.toFixed(2)}/${sound.toFixed(2)}`);
    const signaling = kill.signaling.map((seconds) => seconds.toFixed(2)).join(' ');
    say(
      `${part.name} ${n}: picture/sound away ${words(kill.gaps).join(' ')} s; naive ${words(kill.naive).join(' ')} s` +
        `; calm ${words(kill.calm).join(' ')} s${signaling ? `; signaling ${signaling} s` : ''}`,
    );
  }
  await stage.leave(naive);
  return kills;
}

const others = (people: readonly Person[], name: string) =>
  people.map((one) => one.name).filter((other) => other !== name);

function casesOf({ name, naive }: Part, kills: readonly Kill[]): Report['cases'] {
  const of = (title: string, gaps: readonly Gap[]) => [
    distribution(
      `${title}, picture`,
      gaps.map(({ picture }) => picture),
    ),
    distribution(
      `${title}, sound`,
      gaps.map(({ sound }) => sound),
    ),
  ];
  const signaling = kills.flatMap((kill) => kill.signaling);
  return [
    ...of(
      name,
      kills.flatMap(({ gaps }) => gaps),
    ),
    ...(signaling.length > 0 ? [distribution(`${name}, signaling`, signaling)] : []),
    ...of(
      `${name}, a page that ${naive.says}`,
      kills.flatMap((kill) => kill.naive),
    ),
    ...of(
      `${name}, before`,
      kills.flatMap(({ calm }) => calm),
    ),
  ];
}

/**
 * What people on the stage miss when a part dies under them, again and again: in the product's pages, and in one that does
 * what a simple client would, in the same room at the same time.
 */
export async function benchFailover({ isQuick, only, say }: BenchOptions): Promise<BenchResult> {
  const wanted = parts.filter(({ name }) => only === undefined || name === only);
  if (wanted.length === 0) throw new TypeError(`no part ${only}`);
  const stage = await FailoverStage.open();
  try {
    say(
      stage.noMachines === undefined
        ? 'SFU nodes on machines of their own: links go down'
        : `SIGSTOP, since ${stage.noMachines}`,
    );
    const ours = [await stage.enter(stage.hostUrl, 'Ada'), await stage.enter(stage.presenterUrl, 'Ben')];
    const cases: Report['cases'][number][] = [];
    const samples: Record<string, readonly Kill[]> = {};
    for (const part of wanted) {
      if (part.name === 'control' && stage.oneControl !== undefined) {
        say(`control is left out: ${stage.oneControl}`);
        continue;
      }
      const kills = await runPart(part, stage, { ours, kills: isQuick ? 4 : 20, say });
      samples[part.name] = kills;
      cases.push(...casesOf(part, kills));
    }
    return { report: { bench: 'failover', unit: 's', cases }, samples };
  } finally {
    await stage.close();
  }
}
