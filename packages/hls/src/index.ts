export type { TimedCue } from './cue-log.ts';
export { type Directives, parseDirectives } from './directives.ts';
export { HeldRequests, type HeldStatus } from './held-requests.ts';
export { type MediaAnswer, Playback, type PlaylistAnswer } from './playback.ts';
export { Programme, type ProgrammeEvents } from './programme.ts';
export { type ProgrammeStorage, programmeKeys } from './programme-storage.ts';
export { type OpenProgramme, Programmes, type ProgrammesOptions } from './programmes.ts';
export {
  type EpochMaterial,
  type ProgrammeMaterial,
  type RenditionMaterial,
  readProgramme,
  type SegmentMaterial,
} from './read-programme.ts';
export { type VttCue, writeWebVttFile } from './web-vtt.ts';
