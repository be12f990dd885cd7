CREATE TABLE "recording_shares" (
  "id" text PRIMARY KEY,
  "recording_id" text NOT NULL REFERENCES "recordings" ("id") ON DELETE CASCADE,
  "created_at" timestamptz NOT NULL,
  "expires_at" timestamptz NOT NULL
);
--> statement-breakpoint
CREATE INDEX "recording_shares_recording" ON "recording_shares" ("recording_id");
