import type { DatabaseError } from '../engine/engine.ts';

/** An error of the REST protocol: PostgREST's codes, texts and statuses. */
export class RestError extends Error {
  override readonly name = 'RestError';
  readonly status: number;
  readonly code: string;
  readonly details: unknown;
  readonly hint: string | null;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    rest: { details?: unknown; hint?: string | null; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = rest.details ?? null;
    this.hint = rest.hint ?? null;
    this.headers = rest.headers ?? {};
  }

  toResponse(): Response {
    const { code, details, hint, message } = this;
    const headers = { ...this.headers, 'content-type': 'application/json; charset=utf-8' };
    const body = JSON.stringify({ code, details, hint, message });
    return new Response(body, { status: this.status, headers });
  }
}

/** PGRST100: something in the query string is not the grammar. */
export function parseError(what: string, details: string): RestError {
  return new RestError(400, 'PGRST100', `failed to parse ${what}`, { details });
}

const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  '23503': 409,
  '23505': 409,
  '25006': 405,
  '42883': 404,
  '42P01': 404,
  '42P17': 500,
  P0001: 400,
};

const STATUS_BY_CLASS: Readonly<Record<string, number>> = {
  '08': 503,
  '09': 500,
  '0L': 403,
  '0P': 403,
  '25': 500,
  '28': 403,
  '2D': 500,
  '38': 500,
  '39': 500,
  '3B': 500,
  '40': 500,
  '53': 503,
  '54': 500,
  '55': 500,
  '57': 500,
  '58': 500,
  F0: 500,
  HV: 500,
  P0: 500,
  XX: 500,
};

/** https://docs.postgrest.org/en/v14/references/errors.html#http-status-codes */
export function fromDatabase(error: DatabaseError, isAnonymous: boolean): RestError {
  const raised = error.code === 'PGRST' ? parseRaised(error) : null;
  if (raised) return raised;
  const rest = { details: error.detail, hint: error.hint };
  return new RestError(statusOf(error.code, isAnonymous), error.code, error.message, rest);
}

function statusOf(code: string, isAnonymous: boolean): number {
  if (code === '42501') return isAnonymous ? 401 : 403;
  if (code.startsWith('PT')) {
    const status = Number(code.slice(2));
    return Number.isInteger(status) && status >= 200 && status <= 599 ? status : 500;
  }
  return STATUS_BY_CODE[code] ?? STATUS_BY_CLASS[code.slice(0, 2)] ?? 400;
}

/** `raise sqlstate 'PGRST'` with JSON texts decides the whole answer. */
function parseRaised(error: DatabaseError): RestError | null {
  try {
    const body = JSON.parse(error.message) as Record<string, unknown>;
    const answer = JSON.parse(error.detail ?? '{}') as {
      status?: unknown;
      headers?: object;
    };
    const headers = Object.entries(answer.headers ?? {}).map(([name, value]) => [
      name,
      String(value),
    ]);
    return new RestError(Number(answer.status ?? 500), String(body.code), String(body.message), {
      details: body.details,
      hint: typeof body.hint === 'string' ? body.hint : null,
      headers: Object.fromEntries(headers) as Record<string, string>,
    });
  } catch {
    return null;
  }
}
