CREATE TABLE "renders" (
  "id" text NOT NULL,
  "recording_id" text NOT NULL REFERENCES "recordings" ("id") ON DELETE CASCADE,
  "options" jsonb NOT NULL,
  "state" text NOT NULL,
  "progress" double precision NOT NULL DEFAULT 0,
  "created_at" timestamptz NOT NULL,
  "duration_seconds" double precision,
  "size_bytes" bigint,
  "failure" text,
  "file_key" text,
  PRIMARY KEY ("recording_id", "id")
);
