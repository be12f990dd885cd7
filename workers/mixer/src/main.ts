import { readConfigOrExit } from '@rostrum/config';
import { createLogger, runProcess } from '@rostrum/service';
import manifest from '../package.json' with { type: 'json' };
import { openMixer } from './app.ts';
import { mixerSettings } from './config.ts';

const config = readConfigOrExit(mixerSettings, process.env);
const log = createLogger('mixer', config.logLevel).child({ node: config.nodeId });
const { PATH = '', HOME = '' } = process.env;
await runProcess(log, () => openMixer(config, { log, version: manifest.version, childEnv: { PATH, HOME } }));
