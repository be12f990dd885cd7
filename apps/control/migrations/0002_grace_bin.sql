ALTER TABLE "webinars" ADD COLUMN "deleted_at" timestamptz;
--> statement-breakpoint
ALTER TABLE "webinars" ADD COLUMN "retention" jsonb;
--> statement-breakpoint
ALTER TABLE "webinars" ADD COLUMN "has_no_replay" boolean NOT NULL DEFAULT false;
--> statement-breakpoint
ALTER TABLE "recordings" ADD COLUMN "deleted_at" timestamptz;
