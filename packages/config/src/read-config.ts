import { Fault } from '@rostrum/protocol';
import { Value } from 'typebox/value';
import type { ConfigOf, Setting, Settings } from './setting.ts';

/** Environment variables with this prefix are ours: one that a process does not know is a mistake worth telling. */
const prefix = 'ROSTRUM_';

type Read = { value: unknown } | { problem: string };

function read(setting: Setting, text: string | undefined): Read {
  const source = text ?? setting.fallback;
  if (source === undefined) {
    return setting.optional ? { value: undefined } : { problem: `${setting.key} is not set. ${setting.about}` };
  }
  const value = Value.Convert(setting.schema, source);
  if (Value.Check(setting.schema, value)) return { value };
  const [first] = Value.Errors(setting.schema, value);
  return { problem: `${setting.key} ${first?.message ?? 'is not valid'}. ${setting.about}` };
}

/**
 * Reads a process's settings from its environment, once, into a frozen object.
 * @throws Fault CONFIG_INVALID whose message has one sentence for each wrong, missing or unknown variable
 */
export function readConfig<T extends Settings>(
  settings: T,
  env: Readonly<Record<string, string | undefined>>,
): ConfigOf<T> {
  const problems: string[] = [];
  const config: Record<string, unknown> = {};
  const known = new Set(Object.values(settings).map((entry) => entry.key));
  for (const key of Object.keys(env)) {
    if (key.startsWith(prefix) && !known.has(key)) problems.push(`${key} is not a setting of this process.`);
  }
  for (const [name, entry] of Object.entries(settings)) {
    const text = env[entry.key];
    const result = read(entry, text === '' ? undefined : text);
    if ('problem' in result) problems.push(result.problem);
    else config[name] = result.value;
  }
  if (problems.length > 0)
    throw new Fault('CONFIG_INVALID', { detail: problems.join('\n'), publicMessage: problems.join('\n') });
  return Object.freeze(config) as ConfigOf<T>;
}

/** For `main.ts`: as `readConfig`, but ends the process with 78 (EX_CONFIG of sysexits.h) and the sentences on stderr. */
export function readConfigOrExit<T extends Settings>(
  settings: T,
  env: Readonly<Record<string, string | undefined>>,
): ConfigOf<T> {
  try {
    return readConfig(settings, env);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    process.stderr.write(`${error.publicMessage}\n`);
    process.exit(78);
  }
}
