CREATE TABLE "webinars" (
  "id" text PRIMARY KEY,
  "title" text NOT NULL,
  "description" text NOT NULL,
  "starts_at" timestamptz NOT NULL,
  "time_zone" text NOT NULL,
  "state" text NOT NULL DEFAULT 'scheduled',
  "programme_id" text,
  "live_at" timestamptz,
  "ended_at" timestamptz,
  "created_at" timestamptz NOT NULL
);
--> statement-breakpoint
CREATE TABLE "recordings" (
  "id" text PRIMARY KEY,
  "webinar_id" text NOT NULL REFERENCES "webinars" ("id") ON DELETE CASCADE,
  "programme_id" text NOT NULL UNIQUE,
  "title" text NOT NULL,
  "state" text NOT NULL,
  "progress" double precision NOT NULL DEFAULT 0,
  "created_at" timestamptz NOT NULL,
  "duration_seconds" double precision,
  "size_bytes" bigint,
  "failure" text,
  "file_key" text,
  "poster_key" text
);
--> statement-breakpoint
CREATE INDEX "recordings_webinar" ON "recordings" ("webinar_id");
--> statement-breakpoint
CREATE TABLE "used_sign_in_links" (
  "id" text PRIMARY KEY,
  "used_at" timestamptz NOT NULL
);
