ALTER TABLE "webinars" ADD COLUMN "records_tracks" boolean NOT NULL DEFAULT false;
