import { layout, type ScenePerson } from '@rostrum/compositor';
import type { ParticipantId } from '@rostrum/protocol';
import t from 'tap';
import { Painter } from './painter.ts';
import { YuvFrame } from './yuv-frame.ts';

const size = { width: 1280, height: 720 };
const person = (index: number, more: Partial<ScenePerson> = {}): ScenePerson => ({
  id: `u_${index}` as ParticipantId,
  name: `Person ${index}`,
  hasCamera: true,
  hasScreen: false,
  muted: false,
  ...more,
});
const plan = (people: ScenePerson[]) => layout({ ...size, people, slate: { title: 'Talk', message: 'Soon' } });

const red = { red: 220, green: 20, blue: 20 };
const blue = { red: 20, green: 20, blue: 220 };

function picture(colour: typeof red, of = { width: 640, height: 360 }): YuvFrame {
  const frame = new YuvFrame(of);
  frame.fill(colour);
  return frame;
}

const isReddish = ({ u, v }: { u: number; v: number }) => v > 180 && u < 128;
const isBluish = ({ u, v }: { u: number; v: number }) => u > 180 && v < 128;

t.test('each tile shows its own source, in the place that the plan says', async (test) => {
  const painter = new Painter(size);
  const pictures = new Map([
    ['u_0', picture(red)],
    ['u_1', picture(blue)],
  ]);
  painter.paint(plan([person(0), person(1)]), (content) => {
    const shown = content.kind === 'video' ? pictures.get(content.participantId) : undefined;
    return shown && { frame: shown.frame, version: 1 };
  });
  test.ok(isReddish(painter.canvas.at(320, 360)), 'left');
  test.ok(isBluish(painter.canvas.at(960, 360)), 'right');
  test.ok(painter.canvas.at(4, 4).y < 40, 'nothing in the corner');
  painter.close();
});

t.test('a picture is drawn again when it changes, and its tile is cleared when it leaves', async (test) => {
  const painter = new Painter(size);
  const both = plan([person(0), person(1)]);
  let version = 1;
  let shown = picture(red);
  const pictureOf = () => ({ frame: shown.frame, version });
  painter.paint(both, pictureOf);
  shown = picture(blue);
  painter.paint(both, pictureOf);
  test.ok(isReddish(painter.canvas.at(320, 360)), 'the same version is not drawn again');
  version = 2;
  painter.paint(both, pictureOf);
  test.ok(isBluish(painter.canvas.at(320, 360)));
  painter.paint(plan([]), pictureOf);
  test.notOk(isBluish(painter.canvas.at(320, 200)), 'the slate covers all');
  painter.close();
});

t.test('a tall picture keeps its shape, with bars beside it', async (test) => {
  const painter = new Painter(size);
  const tall = picture(red, { width: 360, height: 640 });
  painter.paint(plan([person(0)]), () => ({ frame: tall.frame, version: 1 }));
  test.ok(isReddish(painter.canvas.at(640, 300)));
  test.notOk(isReddish(painter.canvas.at(100, 300)));
  test.notOk(isReddish(painter.canvas.at(1180, 300)));
  painter.close();
});

t.test('a source that changes its size goes on', async (test) => {
  const painter = new Painter(size);
  const one = plan([person(0)]);
  let version = 0;
  for (const of of [
    { width: 320, height: 180 },
    { width: 1280, height: 720 },
    { width: 642, height: 362 },
    { width: 16, height: 16 },
  ]) {
    const shown = picture(version % 2 ? blue : red, of);
    version += 1;
    painter.paint(one, () => ({ frame: shown.frame, version }));
    const middle = painter.canvas.at(640, 300);
    test.ok(version % 2 ? isReddish(middle) : isBluish(middle), `${of.width} × ${of.height}`);
    shown.close();
  }
  painter.close();
});

t.test('names in any script, long ones too, leave their mark on the card', async (test) => {
  for (const name of ['Ada', 'Юрий Гагарин', 'محمد علي', '山田太郎', '🎉🎉', 'A'.repeat(120)]) {
    const painter = new Painter(size);
    painter.paint(plan([person(0, { name, hasCamera: false, muted: true })]), () => undefined);
    let bright = 0;
    for (let x = 12; x < 320; x += 1)
      for (let y = 660; y < 708; y += 1) if (painter.canvas.at(x, y).y > 150) bright += 1;
    test.ok(bright > 30, `${name.slice(0, 12)} is written`);
    painter.close();
  }
});
