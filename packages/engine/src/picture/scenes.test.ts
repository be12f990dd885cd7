import { createHash } from 'node:crypto';
import { createCanvas } from '@napi-rs/canvas';
import { type LayoutInput, layout, type ScenePerson, type TileContent } from '@rostrum/compositor';
import { defaultBranding, defaultProduction, type ParticipantId, type Production } from '@rostrum/protocol';
import t, { type Test } from 'tap';
import { Assets } from './assets.ts';
import { Painter } from './painter.ts';
import { type Rgb, uOf, vOf } from './yuv.ts';
import { YuvFrame } from './yuv-frame.ts';

const size = { width: 1280, height: 720 };
const idOf = (index: number) => `u_${index}` as ParticipantId;
const colours = [
  { red: 220, green: 20, blue: 20 },
  { red: 20, green: 20, blue: 220 },
  { red: 20, green: 200, blue: 20 },
  { red: 200, green: 20, blue: 200 },
] as const;
const screenColour = { red: 230, green: 230, blue: 20 };

const people = (count: number, sharing?: number): ScenePerson[] =>
  Array.from({ length: count }, (_, index) => ({
    id: idOf(index),
    name: `Person ${index}`,
    title: 'Title',
    hasCamera: true,
    hasScreen: index === sharing,
    muted: false,
  }));

const planOf = (who: ScenePerson[], directed: Partial<Production> = {}, more: Partial<LayoutInput> = {}) =>
  layout({
    ...size,
    people: who,
    slate: { title: 'Talk', message: 'Soon' },
    production: { ...defaultProduction, ...directed },
    ...more,
  });

/** A painter, and sources of one colour each. */
function open(test: Test, assets = new Assets()) {
  const painter = new Painter(size, assets);
  const frames = [...colours, screenColour].map((colour) => {
    const frame = new YuvFrame({ width: 640, height: 360 });
    frame.fill(colour);
    return frame;
  });
  let version = 1;
  const pictureOf = (content: TileContent) => {
    if (content.kind !== 'video') return undefined;
    const index = content.source === 'screen' ? colours.length : Number(content.participantId.slice(2));
    const shown = frames[index];
    return shown && { frame: shown.frame, version };
  };
  test.teardown(() => {
    painter.close();
    for (const frame of frames) frame.close();
  });
  return {
    painter,
    pictureOf,
    /** All sources have a new picture. */
    advance: () => {
      version += 1;
    },
  };
}

const isColour = (frame: YuvFrame, [x, y]: readonly [number, number], colour: Rgb | undefined): boolean => {
  if (!colour) return false;
  const { u, v } = frame.at(x, y);
  return Math.hypot(u - uOf(colour), v - vOf(colour)) < 12;
};

t.test('each scene shows whom it should, where it should', async (test) => {
  const { painter, pictureOf } = open(test);
  const [first, second, third] = colours;
  const looks: [Partial<Production>, ScenePerson[], [number, number, Rgb][]][] = [
    [
      { scene: { kind: 'auto' } },
      people(1),
      [
        [640, 200, first],
        [20, 20, first],
      ],
    ],
    [
      { scene: { kind: 'grid' } },
      people(2),
      [
        [320, 360, first],
        [960, 360, second],
      ],
    ],
    [
      { scene: { kind: 'speaker', people: [idOf(2)] } },
      people(3),
      [
        [640, 250, third],
        [520, 600, first],
        [760, 600, second],
      ],
    ],
    [
      { scene: { kind: 'side-by-side', people: [idOf(1), idOf(0)] } },
      people(3),
      [
        [320, 200, second],
        [960, 200, first],
      ],
    ],
    [
      { scene: { kind: 'picture-in-picture', people: [] } },
      people(2, 0),
      [
        [20, 20, screenColour],
        [1100, 560, first],
      ],
    ],
    [
      { scene: { kind: 'share' } },
      people(2, 1),
      [
        [20, 20, screenColour],
        [1260, 700, screenColour],
      ],
    ],
    [
      { scene: { kind: 'person', people: [idOf(1)] } },
      people(3),
      [
        [20, 20, second],
        [1260, 20, second],
      ],
    ],
    [
      { scene: { kind: 'interview', people: [] } },
      people(3),
      [
        [320, 200, first],
        [960, 200, second],
        [640, 600, third],
      ],
    ],
  ];
  for (const [directed, who, points] of looks) {
    painter.paint(planOf(who, directed), pictureOf);
    for (const [x, y, colour] of points) {
      test.ok(isColour(painter.shown, [x, y], colour), `${directed.scene?.kind} at ${x}, ${y}`);
    }
  }
});

t.test('an inset stays in front while what is behind it moves', async (test) => {
  const { painter, pictureOf, advance } = open(test);
  const plan = planOf(people(2, 0), { scene: { kind: 'picture-in-picture', people: [] } });
  const behindOnly = (content: TileContent) => {
    const shown = pictureOf(content);
    return content.kind === 'video' && content.source === 'camera' && shown ? { ...shown, version: 1 } : shown;
  };
  for (let frame = 0; frame < 3; frame += 1, advance()) painter.paint(plan, behindOnly);
  test.ok(isColour(painter.canvas, [1100, 560], colours[0]));
  test.ok(isColour(painter.canvas, [640, 300], screenColour));
});

t.test('the speaker has the accent around them, and it goes with them', async (test) => {
  const { painter, pictureOf } = open(test);
  const accent = { red: 0x4c, green: 0x8d, blue: 0xff };
  const isAround = (x: number) => isColour(painter.canvas, [x, 186], accent);
  const plan = (speaker: number) => planOf(people(2), {}, { speaker: idOf(speaker) });
  painter.paint(plan(0), pictureOf);
  test.same([isAround(320), isAround(960)], [true, false]);
  painter.paint(plan(1), pictureOf);
  test.same([isAround(320), isAround(960)], [false, true]);
});

t.test('a fade goes from the old picture to the new one, and a cut does not', async (test) => {
  const { painter, pictureOf } = open(test);
  const person = (index: number) => planOf(people(2), { scene: { kind: 'person', people: [idOf(index)] } });
  painter.paint(person(0), pictureOf, { frameIndex: 0, wallMs: 0 });
  painter.paint(person(1), pictureOf, { frameIndex: 1, wallMs: 0 });
  test.ok(isColour(painter.shown, [640, 100], colours[1]), 'cut');
  painter.fadeToNext(4);
  const plan = person(0);
  const reds = [2, 3, 4, 5].map((frameIndex) => {
    painter.paint(plan, pictureOf, { frameIndex, wallMs: 0 });
    return painter.shown.at(640, 100).v;
  });
  test.same(
    reds,
    reds.toSorted((a, b) => a - b),
    'it grows',
  );
  test.ok(new Set(reds).size === 4, 'with each frame');
  test.ok(isColour(painter.shown, [640, 100], colours[0]), 'to the end');
  test.equal(painter.shown, painter.canvas);
});

t.test('what is seen through is laid over a moving picture once for each frame', async (test) => {
  const { painter, pictureOf, advance } = open(test);
  const plan = planOf(people(4), { lowerThird: { name: 'Ada', title: 'Countess' } });
  // In the plate, where it is over one tile and not yet over its words.
  const point = [58, 630] as const;
  painter.paint(plan, pictureOf);
  const once = painter.canvas.at(...point);
  for (let frame = 0; frame < 30; frame += 1) {
    advance();
    painter.paint(plan, (content) => (frame % 2 ? pictureOf(content) : undefined));
  }
  test.same(painter.canvas.at(...point), once);
});

t.test('the ticker moves by the same step in each frame, from right to left or as its script wants', async (test) => {
  for (const [text, step] of [
    ['News of the day', 4],
    ['أخبار اليوم', -4],
  ] as const) {
    const { painter, pictureOf } = open(test);
    const plan = planOf(people(1), { ticker: text });
    const line = (frameIndex: number) => {
      painter.paint(plan, pictureOf, { frameIndex, wallMs: 0 });
      return Array.from({ length: 1280 }, (_, x) => painter.canvas.at(x, 701).y);
    };
    const [before, after] = [line(100), line(101)];
    test.ok(Math.max(...before) - Math.min(...before) > 60, `${text} is there`);
    const moved = before.slice(100, 1100).map((_, index) => before[index + 100 + step]);
    test.same(after.slice(100, 1100), moved);
  }
});

t.test('a slate counts down, and stops at nothing', async (test) => {
  const { painter, pictureOf } = open(test);
  const untilMs = Date.UTC(2026, 0, 1);
  const scene = { kind: 'slate', slate: 'starting', until: new Date(untilMs).toISOString() } as const;
  const plan = planOf(people(1), { scene });
  const digits = (leftMs: number) => {
    painter.paint(plan, pictureOf, { frameIndex: 0, wallMs: untilMs - leftMs });
    return Array.from({ length: 320 }, (_, x) => painter.canvas.at(480 + x, 512).y);
  };
  const spread = (lumas: number[]) => Math.max(...lumas) - Math.min(...lumas);
  const first = digits(65_000);
  test.ok(spread(first) > 60);
  test.same(digits(64_500), first, 'the same second');
  test.notSame(digits(59_000), first);
  test.ok(spread(digits(-1000)) < 4, 'nothing is left of it');
});

t.test('a background and a logo are painted once they come', async (test) => {
  const assets = new Assets();
  const { painter, pictureOf } = open(test, assets);
  const canvas = createCanvas(160, 90);
  const context = canvas.getContext('2d');
  context.fillStyle = 'rgb(20, 200, 20)';
  context.fillRect(0, 0, 160, 90);
  const png = canvas.toBuffer('image/png');
  const id = createHash('sha256').update(png).digest('hex');
  const plan = planOf(people(0), {}, { branding: { ...defaultBranding, backgroundImage: id, logo: id } });
  painter.paint(plan, pictureOf);
  test.notOk(isColour(painter.canvas, [20, 20], colours[2]));
  await assets.add(id, png);
  painter.paint(plan, pictureOf);
  test.ok(isColour(painter.canvas, [20, 20], colours[2]));
});

t.test('the words of a slate can be read over a bright picture', async (test) => {
  const assets = new Assets();
  const { painter, pictureOf } = open(test, assets);
  const canvas = createCanvas(160, 90);
  const context = canvas.getContext('2d');
  context.fillStyle = 'white';
  context.fillRect(0, 0, 160, 90);
  const png = canvas.toBuffer('image/png');
  const id = createHash('sha256').update(png).digest('hex');
  await assets.add(id, png);
  const untilMs = Date.UTC(2026, 0, 1);
  const scene = { kind: 'slate', slate: 'starting', until: new Date(untilMs).toISOString() } as const;
  painter.paint(planOf(people(1), { scene }, { branding: { ...defaultBranding, backgroundImage: id } }), pictureOf, {
    frameIndex: 0,
    wallMs: untilMs - 65_000,
  });
  const darkest = (y: number) => Math.min(...Array.from({ length: 100 }, (_, x) => painter.canvas.at(590 + x, y).y));
  test.ok(painter.canvas.at(20, 20).y > 200, 'the picture is there');
  for (const y of [240, 474]) test.ok(darkest(y) < 90, `behind the words it is dark: ${darkest(y)} in line ${y}`);
});
