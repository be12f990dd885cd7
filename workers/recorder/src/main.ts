import { readConfigOrExit } from '@rostrum/config';
import { createLogger, runProcess } from '@rostrum/service';
import { openRecorder } from './app.ts';
import { recorderSettings } from './config.ts';

const config = readConfigOrExit(recorderSettings, process.env);
const log = createLogger('recorder', config.logLevel);
await runProcess(log, () => openRecorder(config, { log, childEnv: childEnvironment(process.env) }));

/** The process of a job has the recorder's own settings: what it needs is one of them, or of the system's. */
function childEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}
