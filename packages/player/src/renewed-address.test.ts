import { test } from 'tap';
import { renewedAddress } from './renewed-address.ts';

const newest = 'https://live.example.org/live/new.to-ken/p_a/index.m3u8';

test('every address of the programme gets the newest token', async (t) => {
  for (const path of ['index.m3u8', 'video/media.m3u8?_HLS_msn=4&_HLS_part=1', 'video/1-4.1.m4s'])
    t.equal(
      renewedAddress(`https://live.example.org/live/old.token/p_a/${path}`, newest),
      `https://live.example.org/live/new.to-ken/p_a/${path}`,
    );
});

test('what is not of this programme is left alone', async (t) => {
  for (const address of [
    'https://live.example.org/live/old.token/p_b/index.m3u8',
    'https://other.example.org/live/old.token/p_a/index.m3u8',
    'https://live.example.org/captions/p_a/index.m3u8',
    '',
  ])
    t.equal(renewedAddress(address, newest), address);
});
