ALTER TABLE "webinars" ADD COLUMN "caption_language" text;
