export type { VideoCodec } from './presenter-media.ts';
export * from './signals.ts';
export { SyntheticPresenter, type SyntheticPresenterOptions } from './synthetic-presenter.ts';
