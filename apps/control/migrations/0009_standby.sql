ALTER TABLE "webinars" ADD COLUMN "standby" text;
