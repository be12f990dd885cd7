export { beepBlock } from './beep.ts';
export { Painter } from './painter.ts';
export type { VideoCodec } from './presenter-media.ts';
export * from './signals.ts';
export { SyntheticPresenter, type SyntheticPresenterOptions } from './synthetic-presenter.ts';
