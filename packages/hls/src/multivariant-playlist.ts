import type { Rendition } from '@rostrum/protocol';

type Video = Extract<Rendition, { kind: 'video' }>;
type Audio = Extract<Rendition, { kind: 'audio' }>;

const audioGroup = 'audio';
export const mediaPlaylistName = 'media.m3u8';

/**
 * The Multivariant Playlist (RFC 8216bis §4.4.6): each video rendition is a variant, the audio renditions are one group
 * that all variants share; without video the audio renditions are the variants. Addresses are relative to it.
 */
export function writeMultivariantPlaylist(renditions: readonly Rendition[]): string {
  const videos = renditions.filter((rendition) => rendition.kind === 'video');
  const audios = renditions.filter((rendition) => rendition.kind === 'audio');
  const lines = ['#EXTM3U', '#EXT-X-VERSION:6', '#EXT-X-INDEPENDENT-SEGMENTS'];
  if (videos.length > 0) lines.push(...audios.map(mediaTag), ...videos.flatMap((video) => videoVariant(video, audios)));
  else lines.push(...audios.flatMap(audioVariant));
  return `${lines.join('\n')}\n`;
}

/** The first one is what a player takes by itself. */
function mediaTag({ name, channels }: Audio, index: number): string {
  const isDefault = index === 0 ? 'YES' : 'NO';
  return (
    `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="${audioGroup}",NAME="${name}",DEFAULT=${isDefault},AUTOSELECT=YES,` +
    `CHANNELS="${channels}",URI="${name}/${mediaPlaylistName}"`
  );
}

function videoVariant(video: Video, audios: readonly Audio[]): string[] {
  const { name, bandwidthBitsPerSecond, width, height, frameRate } = video;
  // BANDWIDTH is that of everything played together: "the sum of bandwidths of the renditions" (§4.4.6.2).
  const bandwidth = bandwidthBitsPerSecond + Math.max(0, ...audios.map((audio) => audio.bandwidthBitsPerSecond));
  const codecs = [...new Set([video.codecs, ...audios.map((audio) => audio.codecs)])].join(',');
  const group = audios.length > 0 ? `,AUDIO="${audioGroup}"` : '';
  return [
    `#EXT-X-STREAM-INF:BANDWIDTH=${bandwidth},CODECS="${codecs}",RESOLUTION=${width}x${height},` +
      `FRAME-RATE=${frameRate.toFixed(3)}${group}`,
    `${name}/${mediaPlaylistName}`,
  ];
}

function audioVariant({ name, bandwidthBitsPerSecond, codecs }: Audio): string[] {
  return [`#EXT-X-STREAM-INF:BANDWIDTH=${bandwidthBitsPerSecond},CODECS="${codecs}"`, `${name}/${mediaPlaylistName}`];
}
