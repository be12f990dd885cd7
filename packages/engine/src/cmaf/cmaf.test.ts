import t from 'tap';
import { avcConfiguration, nalUnits, toSample } from './avc.ts';
import { fragment } from './fragment.ts';
import { initSection } from './init-section.ts';

interface Box {
  readonly type: string;
  readonly body: Buffer;
  readonly at: number;
}

function boxes(bytes: Buffer): Box[] {
  const found: Box[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = bytes.readUInt32BE(at);
    found.push({ type: bytes.toString('latin1', at + 4, at + 8), body: bytes.subarray(at + 8, at + size), at });
    at += size;
  }
  return found;
}

const child = (bytes: Buffer, type: string): Buffer => {
  const found = boxes(bytes).find((one) => one.type === type);
  if (!found) throw new Error(`no ${type}`);
  return found.body;
};

t.test('Annex B becomes length-prefixed units, with three- and four-byte start codes', async (test) => {
  const annexB = Buffer.from('0000000109f0000001650102030000000141', 'hex');
  test.same(
    nalUnits(annexB).map((unit) => unit.toString('hex')),
    ['09f0', '65010203', '41'],
  );
  test.equal(toSample(annexB).toString('hex'), '0000000209f000000004650102030000000141');
});

t.test('the codec string comes from the parameter sets', async (test) => {
  const header = Buffer.from('0000000167640020acd900000001' + '68ebe3cb', 'hex');
  const { codecs, record } = avcConfiguration(header);
  test.equal(codecs, 'avc1.640020');
  test.equal(record[0], 1);
  test.throws(() => avcConfiguration(Buffer.from('00000001' + '65', 'hex')), /no parameter sets/);
});

t.test('a fragment is one moof whose offset points into its mdat', async (test) => {
  const samples = [
    { bytes: Buffer.from('aaaa'), duration: 3000, isKey: true },
    { bytes: Buffer.from('bb'), duration: 3000, isKey: false },
  ];
  const bytes = fragment({ sequenceNumber: 7, baseMediaDecodeTime: 2 ** 33, samples });
  test.same(
    boxes(bytes).map((one) => one.type),
    ['moof', 'mdat'],
  );
  const traf = child(child(bytes, 'moof'), 'traf');
  test.equal(child(traf, 'tfdt').readBigUInt64BE(4), 2n ** 33n);
  const trun = child(traf, 'trun');
  test.equal(trun.readUInt32BE(4), 2);
  const offset = trun.readUInt32BE(8);
  test.equal(bytes.toString('latin1', offset, offset + 6), 'aaaabb');
  test.equal(trun.readUInt32BE(20), 0x02000000, 'the first is a sync sample');
  test.equal(trun.readUInt32BE(32), 0x01010000, 'the second is none');
});

t.test('an initialization section has one track', async (test) => {
  const bytes = initSection({
    kind: 'audio',
    timescale: 48_000,
    channels: 2,
    audioSpecificConfig: Buffer.from('1190', 'hex'),
    bitsPerSecond: 128_000,
  });
  const moov = child(bytes, 'moov');
  test.equal(boxes(moov).filter((one) => one.type === 'trak').length, 1);
  test.equal(child(child(child(moov, 'trak'), 'mdia'), 'mdhd').readUInt32BE(12), 48_000);
});
