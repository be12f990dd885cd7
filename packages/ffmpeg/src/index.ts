export { chapterList, type ListedChapter } from './chapter-list.ts';
export { type Loudness, type MeasureOptions, measureLoudness } from './loudness.ts';
export { makePicture, type Picture, type PictureOptions } from './picture.ts';
export { type PosterOptions, poster } from './poster.ts';
export { type MediaFacts, type MediaStream, probe } from './probe.ts';
export { concatList, type JoinedFile, type JoinOptions, join, type RemuxOptions, remux } from './remux.ts';
export type { FfmpegRun } from './run-ffmpeg.ts';
export { type SoundFileOptions, soundFile } from './sound-file.ts';
export { type SpriteOptions, sprite } from './sprite.ts';
