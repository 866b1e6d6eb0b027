import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { AtelierError } from '../../contract/errors.ts';
import { type LogLevel, logLevel } from '../../core/system/log.ts';

/** Reads a command's options; what it does not know is `invalid_input` with the command's own help to turn to. */
export function readOptions<T extends ParseArgsOptionsConfig>(args: string[], options: T) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const message = (error as Error).message.split(/\.\s/)[0] ?? 'bad options';
    const field = /--([a-z][\w-]*)/.exec(message)?.[1];
    throw new AtelierError('invalid_input', message, field === undefined ? undefined : { field });
  }
}

/** What a command logs at: everything worth knowing with `--verbose`, else what `ATELIER_LOG` says, else its usual. */
export function readLevel(verbose: boolean | undefined, usual: LogLevel): LogLevel {
  return verbose ? 'info' : logLevel(usual);
}

/** A whole number of an option, or `invalid_input`. */
export function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) {
    throw new AtelierError('invalid_input', `--${name} takes a whole number, not "${text}"`, {
      field: name,
    });
  }
  return Number(text);
}

export function portNumber(text: string | undefined): number {
  const port = wholeNumber('port', text) ?? 0;
  if (port > 65_535)
    throw new AtelierError('invalid_input', '--port goes up to 65535', { field: 'port' });
  return port;
}

/** An http(s) address without a path, a query and a slash at the end, or `invalid_input`. */
export function webAddress(name: string, text: string): string {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '') {
    return url.origin;
  }
  throw new AtelierError('invalid_input', `--${name} takes an address like https://example.com`, {
    field: name,
  });
}
