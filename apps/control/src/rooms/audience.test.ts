import t from 'tap';
import { anew, onStage, openRoom, person } from './room-rig.ts';

const stated = ({ heard }: ReturnType<typeof person>) =>
  heard.flatMap(({ event, data }) => (event === 'state' ? [data as { me: { handIsNext?: boolean } }] : [])).at(-1);

t.test('a hand that was the ninth is told when its turn has come, and may prepare from then on', async (t) => {
  const { room } = await openRoom();
  const host = await onStage(room);
  const viewers = Array.from({ length: 10 }, () => person('viewer'));
  for (const { seat } of viewers) {
    await room.attendance.hello(seat, anew);
    await room.act(seat, 'raise-hand', ({ audience }) => audience.raiseHand(seat, 'V'));
  }
  const [first, second] = viewers;
  const [eighth, ninth, tenth] = viewers.slice(7);
  if (!(first && second && eighth && ninth && tenth)) throw new Error('ten viewers');
  const prepare = ({ seat }: typeof first) =>
    room.act(seat, 'watch', ({ preparations }, who) => preparations.open(who, undefined));
  t.match(stated(eighth), { me: { handRaised: true, handIsNext: true } });
  t.equal(stated(ninth)?.me.handIsNext, undefined);
  await prepare(eighth);
  await t.rejects(prepare(ninth), { code: 'OFFER_NOT_FOUND' });

  const toldTenth = tenth.states();
  await room.act(first.seat, 'watch', ({ audience }, { id }) => audience.lowerHand(id));
  t.match(stated(ninth), { me: { handRaised: true, handIsNext: true } });
  await prepare(ninth);
  t.equal(tenth.states(), toldTenth, 'nothing has changed for the one behind');
  await t.rejects(prepare(tenth), { code: 'OFFER_NOT_FOUND' });

  await room.act(host.seat, 'moderate', ({ promotion }, who) => promotion.offer(who, second.seat.participantId));
  await room.join(second.seat, { name: 'V', rtpCapabilities: {} });
  t.match(stated(tenth), { me: { handIsNext: true } });
  await prepare(tenth);
  room.close();
});
