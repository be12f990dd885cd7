import type { Setting, Settings } from '@rostrum/config';

export interface ProcessSettings {
  readonly title: string;
  readonly source: string;
  readonly settings: Settings;
}

/** docs/config.md: every environment variable of every process. */
export function makeConfigReference(processes: readonly ProcessSettings[]): string {
  const sections = processes.map(
    ({ title, source, settings }) =>
      `## ${title}\n\nFrom [${source}](../${source}).\n\n| variable | default | meaning |\n|---|---|---|\n${Object.values(settings).map(row).join('\n')}\n`,
  );
  return `# Settings

Made from each process's settings by \`npm run docs\`; a check fails when it is out of date.

Settings are environment variables, read once when a process starts. A wrong, missing or unknown \`ROSTRUM_\` variable ends it with
one sentence for each, and exit code 78. \`npm start\` also reads a file \`.env\` beside \`package.json\` (see
[.env.example](../.env.example)) and gives the processes theirs; the other sections are for running them one by one.

${sections.join('\n')}`;
}

const row = (setting: Setting) => `| \`${setting.key}\` | ${defaultOf(setting)} | ${setting.about} |`;

function defaultOf({ fallback, optional }: Setting): string {
  if (fallback !== undefined) return `\`${fallback}\``;
  return optional ? '' : '**must be set**';
}

/** .env.example: all of `npm start`, commented out. */
export function makeEnvExample(settings: Settings): string {
  const entries = Object.values(settings).map(({ key, about, fallback = '' }) => `# ${about}\n#${key}=${fallback}\n`);
  return `# Copy to .env and take the # away where you want another value. Made by npm run docs.\n\n${entries.join('\n')}`;
}
