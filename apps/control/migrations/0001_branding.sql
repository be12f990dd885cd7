ALTER TABLE "webinars" ADD COLUMN "branding" jsonb;
