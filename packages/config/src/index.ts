export {
  common,
  dataDir,
  httpUrl,
  node,
  programmeFormat,
  redis,
  retention,
  storage,
  turn,
  videoCodec,
} from './pieces.ts';
export { readConfig, readConfigOrExit } from './read-config.ts';
export {
  type ConfigOf,
  type OptionalSetting,
  optionalSetting,
  type Setting,
  type Settings,
  setting,
} from './setting.ts';
