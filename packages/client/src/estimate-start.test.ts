import { test } from 'tap';
import { withStart } from './estimate-start.ts';

const sdp = [
  'm=audio 7 UDP/TLS/RTP/SAVPF 100',
  'a=fmtp:100 useinbandfec=1',
  'm=video 7 UDP/TLS/RTP/SAVPF 96',
  'a=fmtp:96 x-google-start-bitrate=2500',
  '',
].join('\r\n');

test('each start has another ceiling, and the rest stays as it was', (t) => {
  const first = withStart(sdp, 1700, 1) ?? '';
  t.equal(first, sdp.replace('bitrate=2500', 'bitrate=1700;x-google-max-bitrate=20001'));
  const second = withStart(first, 900, 2);
  t.equal(second, sdp.replace('bitrate=2500', 'bitrate=900;x-google-max-bitrate=20002'));
  t.end();
});

test('a description without a start is none', (t) => {
  t.equal(withStart('m=audio 7 UDP/TLS/RTP/SAVPF 100\r\n', 1000, 1), undefined);
  t.end();
});
