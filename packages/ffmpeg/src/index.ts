export { makePicture, type Picture, type PictureOptions } from './picture.ts';
export { type PosterOptions, poster } from './poster.ts';
export { type MediaFacts, type MediaStream, probe } from './probe.ts';
export { concatList, type JoinedFile, type JoinOptions, join, type RemuxOptions, remux } from './remux.ts';
export type { FfmpegRun } from './run-ffmpeg.ts';
