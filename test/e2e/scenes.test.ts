import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { layout, type Tile } from '@rostrum/compositor';
import {
  defaultBranding,
  defaultProduction,
  type Production,
  type Scene,
  type StageParticipant,
} from '@rostrum/protocol';
import { lookOf, SyntheticPresenter } from '@rostrum/synthetic';
import t from 'tap';
import { strings } from '../../apps/web/src/strings.ts';
import { TestBrowser } from '../support/browser.ts';
import { ControlApi } from '../support/control-api.ts';
import { captureProgramme } from '../support/media/capture.ts';
import { type FrameLook, lookAtFrames, type TileLook } from '../support/media/frames.ts';
import { longestGap, packetTimes } from '../support/media/packets.ts';
import { pages } from '../support/pages.ts';
import { Stack } from '../support/stack.ts';
import { StageCaller } from '../support/stage-caller.ts';

// A host at the desk of scenes, in a real browser; what the studio previews is what the programme shows.

t.setTimeout(200_000);
const words = strings.scenes;
const looks = { Ben: 0, 美咲: 1 } as const;
/** Long enough for a switch to be on air, and looked at. */
const sceneMs = 4000;

const stack = await Stack.start({ without: ['recorder'] });
t.teardown(() => stack.close());
const browser = await TestBrowser.open();
t.teardown(() => browser.close());
const { api, bootstrap } = await ControlApi.open(stack);
const { webinar } = bootstrap;
const host = await browser.visit(webinar.hostUrl);
await pages.join(host, 'Ada');
for (const [name, look] of Object.entries(looks)) {
  const presenter = SyntheticPresenter.start({ link: webinar.syntheticUrl, name, look });
  t.teardown(() => presenter.close());
  await presenter.onStage;
  await pages.untilSeen(host, name);
}

/** Who is on the stage, as the room says it. */
async function peopleNow(): Promise<readonly StageParticipant[]> {
  const caller = await StageCaller.open(stack);
  const { state } = await caller.hello((await api.join(webinar.presenterUrl)).session);
  caller.close();
  return state.participants;
}

const people = await peopleNow();
const idOf = (name: string) => {
  const found = people.find((person) => person.name === name);
  if (!found) throw new Error(`${name} is not on the stage`);
  return found.id;
};
const scenes: readonly Scene[] = [
  { kind: 'person', people: [idOf('Ben')] },
  { kind: 'person', people: [idOf('美咲')] },
  { kind: 'interview', people: [idOf('Ben'), idOf('美咲')] },
  { kind: 'grid' },
];

/** The tiles of the two whose pictures say who they are, where the compositor puts them. */
function tilesOf(scene: Scene): readonly { readonly tile: Tile; readonly look: number }[] {
  const production: Production = { ...defaultProduction, scene };
  const sends = ({ producers }: StageParticipant, source: string) => producers.some((one) => one.source === source);
  const onStage = people.map((person) => ({
    id: person.id,
    name: person.name,
    hasCamera: sends(person, 'camera'),
    hasScreen: false,
    muted: !sends(person, 'microphone'),
  }));
  const slate = { title: '', message: '' };
  const input = {
    width: 1280,
    height: 720,
    people: onStage,
    slate,
    production,
    branding: defaultBranding,
    speaker: null,
  };
  const plan = layout(input);
  if (plan.kind !== 'tiles') return [];
  return plan.tiles.flatMap((tile) => {
    if (tile.content.kind !== 'video') return [];
    const { participantId } = tile.content;
    const name = people.find(({ id }) => id === participantId)?.name;
    const look = looks[name as keyof typeof looks];
    return look === undefined ? [] : [{ tile, look }];
  });
}

/** A tile that is not as wide as a camera cuts the clock at its sides; its colour says who it is. */
function isOf(seen: TileLook | undefined, { tile, look }: { tile: Tile; look: number }): boolean {
  if (!seen) return false;
  if (tile.width / tile.height > 1.7) return seen.clock?.presenter === look;
  const { u, v } = lookOf(look);
  return Math.hypot(seen.u - u, seen.v - v) < 20;
}

const onAir = (scene: string) => host.getByText(words.onAir(scene), { exact: true }).waitFor();
const choose = (label: string, name: string) => host.getByLabel(label, { exact: true }).selectOption({ label: name });
const take = () => host.getByRole('button', { name: words.take, exact: true }).click();

await t.test('the host chooses, previews and takes', async (t) => {
  await pages.goLive(host);
  const { programme } = (await api.join(webinar.viewerUrl)).webinar;
  const url = programme?.url ?? '';
  for (let tries = 0; !(await fetch(url)).ok && tries < 100; tries += 1) await wait(200);
  await host.getByRole('button', { name: words.title, exact: true }).click();
  await onAir(words.scene.auto);

  await host.getByRole('button', { name: words.scene.person, exact: true }).click();
  t.ok(await host.getByText(words.onAir(words.scene.auto), { exact: true }).isVisible(), 'a click only previews');
  await choose(words.first, 'Ben');
  await take();
  await onAir(words.scene.person);
  await wait(sceneMs);
  await choose(words.first, '美咲');
  await take();
  await wait(sceneMs);
  await host.getByRole('button', { name: words.scene.interview, exact: true }).click();
  await choose(words.first, 'Ben');
  await choose(words.second, '美咲');
  await choose(words.transition, words.fade);
  await take();
  await onAir(words.scene.interview);
  await wait(sceneMs);
  await host.getByRole('heading', { name: words.list }).click();
  await host.keyboard.press('2');
  await onAir(words.scene.grid);
  await wait(sceneMs);
  await pages.end(host);

  const file = join(stack.dir, 'scenes.nut');
  await captureProgramme({ url, seconds: 60, file });
  const gap = longestGap(await packetTimes(file, 'video'));
  t.ok(gap.seconds <= 1 / 30 + 0.0015, `no hole in the picture (${gap.seconds} s at ${gap.at} s)`);
  const sound = longestGap(await packetTimes(file, 'audio'));
  t.ok(sound.seconds <= 0.0225, `nor in the sound (${sound.seconds} s)`);

  const expected = scenes.map(tilesOf);
  const frames = await lookAtFrames(
    file,
    expected.flat().map(({ tile }) => tile),
  );
  let from = 0;
  for (const [index, tiles] of expected.entries()) {
    const isShown = ({ tiles: seen }: FrameLook) =>
      tiles.length > 0 && tiles.every((one, at) => isOf(seen[from + at], one));
    const count = frames.filter(isShown).length;
    t.ok(count > 45, `${scenes[index]?.kind} ${index}: everybody in their box in ${count} frames`);
    from += tiles.length;
  }
});

await t.test('no page complained', async (t) => {
  t.same(browser.complaints, []);
});
