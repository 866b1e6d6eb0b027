import { resolve } from 'node:path';
import { ORPCError } from '@orpc/client';
import { AtelierError, ErrorBody, toErrorBody } from '../../contract/errors.ts';
import { defaultDataDir } from '../../core/system/paths.ts';
import { openLibrary, type StudioClient } from './studio-client.ts';

/** What a command answers: an object for `--json`, sentences for people. */
export interface Answer {
  value: object;
  lines: string[];
  /** Not all of it went well. */
  partly?: boolean;
}

interface SharedOptions {
  data?: string | undefined;
  json?: boolean | undefined;
  help?: boolean | undefined;
}

/** A command on a library that does one of several things: `atelier <name> <verb> …`. */
export interface Subcommands<Options extends SharedOptions> {
  name: string;
  help: string;
  /** Throws what `parseArgs` does. */
  read: (args: string[]) => { values: Options; positionals: string[] };
  verbs: Readonly<
    Record<
      string,
      {
        run: (client: StudioClient, names: string[], options: Options) => Promise<Answer>;
        takes: 'none' | 'one' | 'some';
      }
    >
  >;
}

export interface Output {
  out: (text: string) => void;
  err: (text: string) => void;
}

const STANDARD: Output = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};

/**
 * Answers the exit code: 0 when all went well, 3 when something was left out or found broken, 2 on a wrong use, 1 on any
 * other error.
 */
export async function runSubcommand<Options extends SharedOptions>(
  command: Subcommands<Options>,
  args: string[],
  output: Output = STANDARD,
): Promise<number> {
  const json = args.includes('--json');
  let used = false;
  try {
    const { values, positionals } = readWith(command, args);
    if (values.help) {
      output.out(command.help);
      return 0;
    }
    const { verb, names } = verbOf(command, positionals);
    used = true;
    const client = await openLibrary(values.data ? resolve(values.data) : defaultDataDir());
    try {
      const { value, lines, partly } = await verb.run(client, names, values);
      output.out(json ? `${JSON.stringify(value)}\n` : lines.map((line) => `${line}\n`).join(''));
      return partly ? 3 : 0;
    } finally {
      await client.close();
    }
  } catch (thrown) {
    const body = bodyOf(thrown, output);
    if (json) output.out(`${JSON.stringify({ error: body })}\n`);
    else output.err(`${body.message}${used ? '' : `\n\n${command.help}`}\n`);
    return used ? 1 : 2;
  }
}

function readWith<Options extends SharedOptions>({ read }: Subcommands<Options>, args: string[]) {
  try {
    return read(args);
  } catch (error) {
    throw wrongUse((error as Error).message.split(/\.\s/)[0] ?? '');
  }
}

function verbOf<Options extends SharedOptions>(
  { name, verbs }: Subcommands<Options>,
  [word = '', ...names]: string[],
) {
  const verb = Object.hasOwn(verbs, word) ? verbs[word] : undefined;
  if (!verb) throw wrongUse(word === '' ? 'Say what to do.' : `There is no "${name} ${word}".`);
  const counts = { none: names.length === 0, one: names.length === 1, some: names.length > 0 };
  if (!counts[verb.takes]) throw wrongUse(`"${name} ${word}" is used otherwise.`);
  return { verb, names };
}

export const wrongUse = (message: string) => new AtelierError('invalid_input', message);

/** The body of anything thrown; what nobody foresaw is told with its stack. */
export function bodyOf(thrown: unknown, { err }: Output = STANDARD): ErrorBody {
  const carried = thrown instanceof ORPCError ? ErrorBody.safeParse(thrown.data).data : undefined;
  if (carried) return carried;
  if (thrown instanceof AtelierError) return thrown.toBody();
  err(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
  return toErrorBody(thrown);
}
