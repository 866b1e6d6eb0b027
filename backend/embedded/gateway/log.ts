export type LogFields = Readonly<Record<string, unknown>>;

/** The part of a program's log that the server writes to. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

const ignore = (): void => undefined;

export const noLog: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
