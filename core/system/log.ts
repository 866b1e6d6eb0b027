export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFields = Readonly<Record<string, unknown>>;

/** One JSON object a line. `fields` must not hold a creator's work; secrets in them are blotted out. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** The same log with fields that stand on every line. */
  with(fields: LogFields): Log;
}

export interface LogOptions {
  /** Lines below it are dropped. */
  level?: LogLevel;
  /** Takes one line, newline included. Default: standard error, so that standard output stays a program's answer. */
  write?: (line: string) => void;
  now?: () => Date;
}

/** The level that `ATELIER_LOG` names, else the program's usual one. */
export function logLevel(usual: LogLevel, env: NodeJS.ProcessEnv = process.env): LogLevel {
  const named = env['ATELIER_LOG'];
  return isLogLevel(named) ? named : usual;
}

export function isLogLevel(text: string | undefined): text is LogLevel {
  return text !== undefined && Object.hasOwn(RANK, text);
}

const RANK: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };

export function createLog(options: LogOptions = {}): Log {
  const lowest = RANK[options.level ?? 'info'];
  const write = options.write ?? ((line) => void process.stderr.write(line));
  const now = options.now ?? (() => new Date());

  function build(base: LogFields): Log {
    const at = (level: LogLevel) => (message: string, fields?: LogFields) => {
      if (RANK[level] < lowest) return;
      const line = { time: now().toISOString(), level, message, ...base, ...fields };
      write(`${stringify(line)}\n`);
    };
    return {
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      with: (fields) => build({ ...base, ...fields }),
    };
  }
  return build({});
}

export const silentLog: Log = createLog({ write: () => undefined });

const SECRET_NAME = /key|secret|token|password|passwd|authorization|cookie|credential/i;
/** JSON web tokens, vendor keys, bearer headers, passwords and tokens inside addresses. */
const SECRET_TEXT =
  /eyJ[\w-]{6,}\.[\w-]+(?:\.[\w-]*)?|\b(?:sk|r8|rk|pk|whsec|sb_secret|sb_publishable)[-_][\w-]{8,}|(?<=Bearer\s)[^\s"']+|(?<=:\/\/[^/\s:@]*:)[^@/\s]+(?=@)|(?<=[?&](?:token|apikey|key|code)=)[^&\s"']+/gi;
const BLOT = '[redacted]';

/** Exported for the test: any value as JSON with secrets blotted out, errors spelled out, cycles cut. */
export function stringify(value: unknown): string {
  const seen = new WeakSet<object>();
  return JSON.stringify(value, (name, inner: unknown) => {
    if (name !== '' && SECRET_NAME.test(name) && typeof inner === 'string') return BLOT;
    if (typeof inner === 'string') return inner.replace(SECRET_TEXT, BLOT);
    if (typeof inner === 'bigint') return inner.toString();
    if (inner instanceof Error) return describe(inner);
    if (typeof inner === 'object' && inner !== null) {
      if (seen.has(inner)) return '[again]';
      seen.add(inner);
    }
    return inner;
  });
}

function describe(error: Error): LogFields {
  const code = 'code' in error ? { code: error.code } : {};
  const cause = error.cause === undefined ? {} : { cause: error.cause };
  return { name: error.name, message: error.message, ...code, stack: error.stack, ...cause };
}
