import { parseArgs } from 'node:util';
import { isLogLevel, type LogLevel, logLevel } from '../../core/system/log.ts';

export interface SoloArguments {
  /** The folder of the embedded backend. The worker has none. */
  data: string | undefined;
  level: LogLevel;
  /** Name and version of the program that started this one, for recipes. */
  software: string;
}

/** What a studio tells its children of solo mode on their command line. No secret comes this way. */
export function readSoloArguments(args: string[] = process.argv.slice(2)): SoloArguments {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: 'string' },
      log: { type: 'string' },
      version: { type: 'string' },
    },
  });
  return {
    data: values.data,
    level: isLogLevel(values.log) ? values.log : logLevel('warn'),
    software: values.version ? `Atelier ${values.version}` : 'Atelier',
  };
}
