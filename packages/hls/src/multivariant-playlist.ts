import { type CaptionTrack, captionsRendition, type Rendition } from '@rostrum/protocol';

type Video = Extract<Rendition, { kind: 'video' }>;
type Audio = Extract<Rendition, { kind: 'audio' }>;

const audioGroup = 'audio';
export const mediaPlaylistName = 'media.m3u8';

/**
 * The Multivariant Playlist (RFC 8216bis §4.4.6): each video rendition is a variant, the audio renditions are one group
 * that all variants share. Sound alone is a variant too, for players without a picture or the bandwidth for one. Addresses
 * are relative to it.
 */
export function writeMultivariantPlaylist(renditions: readonly Rendition[], captions?: CaptionTrack): string {
  const videos = renditions.filter((rendition) => rendition.kind === 'video');
  const audios = renditions.filter((rendition) => rendition.kind === 'audio');
  const lines = ['#EXTM3U', '#EXT-X-VERSION:6', '#EXT-X-INDEPENDENT-SEGMENTS'];
  lines.push(
    ...audios.map(mediaTag),
    ...(captions ? [captionsTag(captions)] : []),
    ...videos.flatMap((video) => videoVariant(video, audios, captions)),
    ...audios.flatMap((audio) => audioVariant(audio, captions)),
  );
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

/**
 * Off until somebody, or their system's settings, wants it (§4.4.6.1). No words are in the media itself, which is said too:
 * players look for closed captions there.
 */
function captionsTag({ language, label }: CaptionTrack): string {
  return (
    `#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="${captionsRendition}",NAME="${label}",LANGUAGE="${language}",DEFAULT=NO,` +
    `AUTOSELECT=YES,FORCED=NO,CHARACTERISTICS="public.accessibility.transcribes-spoken-dialog",` +
    `URI="${captionsRendition}/${mediaPlaylistName}"`
  );
}

function videoVariant(video: Video, audios: readonly Audio[], captions: CaptionTrack | undefined): string[] {
  const { name, width, height, frameRate } = video;
  const codecs = [...new Set([video.codecs, ...audios.map((audio) => audio.codecs)])].join(',');
  return [
    `#EXT-X-STREAM-INF:${bandwidths([video, largest(audios)])},CODECS="${codecs}",RESOLUTION=${width}x${height},` +
      `FRAME-RATE=${frameRate.toFixed(3)}${group(audios)}${subtitles(captions)}`,
    `${name}/${mediaPlaylistName}`,
  ];
}

function audioVariant(audio: Audio, captions: CaptionTrack | undefined): string[] {
  const { name, codecs } = audio;
  return [
    `#EXT-X-STREAM-INF:${bandwidths([audio])},CODECS="${codecs}"${group([audio])}${subtitles(captions)}`,
    `${name}/${mediaPlaylistName}`,
  ];
}

const group = (audios: readonly Audio[]): string => (audios.length > 0 ? `,AUDIO="${audioGroup}"` : '');

/** "If any EXT-X-STREAM-INF has a SUBTITLES attribute", all of them do: captions do not come and go with the quality. */
const subtitles = (captions: CaptionTrack | undefined): string =>
  captions ? `,SUBTITLES="${captionsRendition}",CLOSED-CAPTIONS=NONE` : '';

const largest = (audios: readonly Audio[]): Audio | undefined =>
  audios.toSorted((a, b) => b.bandwidthBitsPerSecond - a.bandwidthBitsPerSecond)[0];

/** Of everything that is played together: "the sum of bandwidths of the renditions" (§4.4.6.2). */
function bandwidths(together: readonly (Rendition | undefined)[]): string {
  const sum = (of: (rendition: Rendition) => number) =>
    together.reduce((bits, rendition) => bits + (rendition ? of(rendition) : 0), 0);
  const peak = sum(({ bandwidthBitsPerSecond }) => bandwidthBitsPerSecond);
  const average = sum((one) => one.averageBandwidthBitsPerSecond ?? one.bandwidthBitsPerSecond);
  return `BANDWIDTH=${peak},AVERAGE-BANDWIDTH=${average}`;
}
