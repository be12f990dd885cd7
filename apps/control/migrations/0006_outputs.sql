ALTER TABLE "recordings" ADD COLUMN "chapters" jsonb;
--> statement-breakpoint
ALTER TABLE "recordings" ADD COLUMN "access" text NOT NULL DEFAULT 'registered';
--> statement-breakpoint
CREATE TABLE "recording_outputs" (
  "id" text PRIMARY KEY,
  "recording_id" text NOT NULL REFERENCES "recordings" ("id") ON DELETE CASCADE,
  "kind" text NOT NULL,
  "output_key" text NOT NULL,
  "trim" jsonb,
  "state" text NOT NULL,
  "progress" double precision NOT NULL DEFAULT 0,
  "created_at" timestamptz NOT NULL,
  "duration_seconds" double precision,
  "size_bytes" bigint,
  "loudness_lufs" double precision,
  "failure" text,
  "file_key" text,
  UNIQUE ("recording_id", "output_key")
);
--> statement-breakpoint
CREATE TABLE "recording_uses" (
  "recording_id" text NOT NULL REFERENCES "recordings" ("id") ON DELETE CASCADE,
  "kind" text NOT NULL,
  "visit" text NOT NULL,
  "used_at" timestamptz NOT NULL,
  PRIMARY KEY ("recording_id", "kind", "visit")
);
