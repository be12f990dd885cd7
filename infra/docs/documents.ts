import { controlSettings } from '../../apps/control/src/config.ts';
import { originSettings } from '../../apps/origin/src/config.ts';
import { mixerSettings } from '../../workers/mixer/src/config.ts';
import { recorderSettings } from '../../workers/recorder/src/config.ts';
import { sfuSettings } from '../../workers/sfu/src/config.ts';
import { startSettings } from '../start/settings.ts';
import { makeErrorsTable } from './errors-table.ts';
import { makeConfigReference, makeEnvExample, type ProcessSettings } from './settings-reference.ts';

/** What each process reads, and `npm start` for all of them. */
export const processSettings: readonly ProcessSettings[] = [
  { title: 'npm start', source: 'infra/start/settings.ts', settings: startSettings },
  { title: 'control', source: 'apps/control/src/config.ts', settings: controlSettings },
  { title: 'origin', source: 'apps/origin/src/config.ts', settings: originSettings },
  { title: 'sfu', source: 'workers/sfu/src/config.ts', settings: sfuSettings },
  { title: 'mixer', source: 'workers/mixer/src/config.ts', settings: mixerSettings },
  { title: 'recorder', source: 'workers/recorder/src/config.ts', settings: recorderSettings },
];

/** Every document that is made from code, by its path. */
export function makeDocuments(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/errors.md', makeErrorsTable()],
    ['docs/config.md', makeConfigReference(processSettings)],
    ['.env.example', makeEnvExample(startSettings)],
  ]);
}
