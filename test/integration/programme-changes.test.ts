import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { layout, type ScenePerson } from '@rostrum/compositor';
import type { ParticipantId } from '@rostrum/protocol';
import { SyntheticPresenter } from '@rostrum/synthetic';
import { lookOf } from '@rostrum/synthetic/signals';
import t from 'tap';
import { ControlClient } from '../../infra/start/control-client.ts';
import { ControlApi } from '../support/control-api.ts';
import { captureProgramme } from '../support/media/capture.ts';
import { type FrameLook, flashTimes, lookAtFrames, type Region } from '../support/media/frames.ts';
import { longestGap, packetTimes } from '../support/media/packets.ts';
import { beepTimes, decodeSound, offsets } from '../support/media/sound.ts';
import { Stack } from '../support/stack.ts';
import { StageCaller } from '../support/stage-caller.ts';
import { until } from '../support/until.ts';

const frameSeconds = 1 / 30;
const canvas = { width: 1280, height: 720, slate: { title: '', message: '' } };

/** Where the tiles are when so many people are there. */
function regions(count: number): Region[] {
  const people = Array.from(
    { length: count },
    (_, index): ScenePerson => ({
      id: `u_${index}` as ParticipantId,
      name: '',
      hasCamera: true,
      hasScreen: false,
      muted: false,
    }),
  );
  const plan = layout({ ...canvas, people });
  return plan.kind === 'tiles' ? plan.tiles.map(({ x, y, width, height }) => ({ x, y, width, height })) : [];
}

/** Frames in which a tile's bit clock says that it is this presenter's. */
const framesOf = (frames: readonly FrameLook[], tile: number, look: number): FrameLook[] =>
  frames.filter(({ tiles }) => tiles[tile]?.clock?.presenter === look);

async function endWebinar(stack: Stack, hostUrl: string): Promise<void> {
  const { api } = await ControlApi.open(stack);
  const { session } = await api.join(hostUrl);
  const host = await StageCaller.open(stack);
  await host.hello(session);
  await host.peer.request('end', {});
  host.close();
}

t.setTimeout(120_000);

t.test('people join, mute, turn the camera off and leave: the programme goes on without a gap', async (test) => {
  const stack = await Stack.start({ pages: 'blank', without: ['recorder'] });
  test.teardown(() => stack.close());
  const client = new ControlClient({ url: stack.url, secret: stack.secret });
  const { webinar } = await client.demo();
  const enter = (name: string, look: number) =>
    SyntheticPresenter.start({ link: webinar.syntheticUrl, name, look, codec: look === 1 ? 'h264' : 'vp8' });

  // One after the other: the order of joining is the order of the tiles.
  const first = enter('Ada', 0);
  await first.onStage;
  const second = enter('Юрий', 1);
  await second.onStage;
  test.teardown(() => Promise.all([first.close(), second.close()]));
  const url = await until(() => client.playlistUrl(webinar.viewerUrl));
  await until(async () => (await fetch(url)).ok);
  await wait(3000);
  const third = enter('美咲', 2);
  await third.onStage;
  await wait(4000);
  await second.setPaused('camera', true);
  await second.setPaused('microphone', true);
  await wait(3000);
  await second.setPaused('camera', false);
  await second.setPaused('microphone', false);
  await wait(3000);
  await third.close();
  await wait(3000);
  await endWebinar(stack, webinar.hostUrl);

  const file = join(stack.dir, 'programme.nut');
  await captureProgramme({ url, seconds: 120, file });
  const two = await lookAtFrames(file, regions(2));
  const three = await lookAtFrames(file, regions(3));
  const times = await packetTimes(file, 'video');
  test.ok(longestGap(times).seconds <= frameSeconds + 0.001, `no gap over a frame (${longestGap(times).seconds} s)`);
  test.ok(longestGap(await packetTimes(file, 'audio')).seconds <= 0.0225, 'nor in the sound');

  test.ok(framesOf(two, 0, 0).length > 60 && framesOf(two, 1, 1).length > 60, 'two share the picture at first');
  test.ok(framesOf(three, 2, 2).length > 90, 'the third has a tile');
  const thirdSeen = framesOf(three, 2, 2);
  const after = framesOf(two, 0, 0).filter(({ time }) => time > (thirdSeen.at(-1)?.time ?? 0));
  test.ok(after.length > 15, 'and is gone again');
  const cards = three.filter(({ tiles }) => tiles[2]?.clock?.presenter === 2 && tiles[1]?.clock === undefined);
  test.ok(cards.length > 45, `a card while the camera was off (${cards.length} frames)`);

  const sound = await decodeSound(file);
  const pair = offsets(flashTimes(two, 0), beepTimes(sound, lookOf(0).pitchHz));
  test.ok(pair && Math.abs(pair.medianMs) <= 60, `flash and beep together (${pair?.medianMs} ms)`);
  test.ok(pair && pair.count >= 3, 'in several seconds');
  const beeps = beepTimes(sound, lookOf(1).pitchHz);
  const silence = longestGap(beeps);
  test.ok(silence.seconds > 1.9 && silence.seconds < 5, `the muted one is not heard (${silence.seconds} s)`);
  test.same(
    stack.complaints().filter(({ line }) => line.level !== 'warn'),
    [],
  );
});
