import { FetchedPart } from '../fetched.tsx';

/** Fetched by those who may be asked on stage, at the latest while they read the invitation. */
export const promotedStage = new FetchedPart(() => import('./promoted-stage.tsx'));
