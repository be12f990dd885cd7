import { test } from 'tap';
import { DecoderStrain } from './decoder-strain.ts';

/** Readings of one stream, by how many frames were decoded and dropped between them. */
function machine() {
  const strain = new DecoderStrain();
  let [framesDecoded, framesDropped] = [0, 0];
  return (decoded: number, dropped: number) => {
    framesDecoded += decoded;
    framesDropped += dropped;
    const sound = { id: 'a', type: 'inbound-rtp', kind: 'audio' };
    return strain.read([{ id: 'v', type: 'inbound-rtp', kind: 'video', framesDecoded, framesDropped }, sound]);
  };
}

test('a machine that drops much for a while is strained, one busy moment says nothing', async (t) => {
  const read = machine();
  t.equal(read(60, 5), false);
  t.equal(read(30, 40), false);
  t.equal(read(60, 0), false);
  t.equal(read(30, 40), false);
  t.equal(read(30, 40), true);
});

test('it is trusted again when it has kept up for long', async (t) => {
  const read = machine();
  read(30, 40);
  read(30, 40);
  for (let count = 0; count < 9; count += 1) t.equal(read(60, 0), true);
  t.equal(read(60, 0), false);
});

test('a still screen says nothing', async (t) => {
  const read = machine();
  for (let count = 0; count < 5; count += 1) t.equal(read(2, 3), false);
});
