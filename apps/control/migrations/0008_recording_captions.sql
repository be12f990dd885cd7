ALTER TABLE "recordings" ADD COLUMN "caption_language" text;
