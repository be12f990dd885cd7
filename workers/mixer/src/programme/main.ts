import { readConfigOrExit } from '@rostrum/config';
import { parentChannel } from '@rostrum/lifecycle';
import { createLogger, raisePriority, runProcess } from '@rostrum/service';
import { programmeSettings } from '../config.ts';
import { openProgramme } from './app.ts';

const config = readConfigOrExit(programmeSettings, process.env);
const log = createLogger('programme', config.logLevel).child({ node: config.nodeId });
raisePriority(log);
await runProcess(log, async () => openProgramme(config, { channel: parentChannel(), log }));
