import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { AtelierError, ErrorCode, ErrorDetails } from '../../../contract/errors.ts';
import { env } from './env.ts';

/**
 * A client with all rights. Row policies do not bind it: every call names the user it acts for, and the functions
 * of the database check what is his.
 */
export function serviceClient(): SupabaseClient {
  return createClient(env('SUPABASE_URL'), env('SUPABASE_SERVICE_ROLE_KEY'), {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
  });
}

/** The convention of `private.refuse` (the first migration). */
const Refusal = z.object({ code: ErrorCode, details: ErrorDetails });

/** A deadlock or a failed serialization: Postgres rolled back, so the same call may simply be made again. */
const TRY_AGAIN: ReadonlySet<string> = new Set(['40P01', '40001']);
const TRIES = 3;

/**
 * Calls a function of the database and parses its answer. Throws an `AtelierError`: the code the database refused
 * with, `backend_unavailable` where it did not answer; anything else is a fault and becomes `internal`.
 */
export async function rpc<S extends z.ZodType>(
  client: SupabaseClient,
  name: string,
  args: Record<string, unknown>,
  answer: S,
): Promise<z.output<S>> {
  for (let tries = 1; ; tries += 1) {
    const { data, error, status } = await client.rpc(name, args);
    if (!error) return answer.parse(data);
    if (TRY_AGAIN.has(error.code) && tries < TRIES) continue;
    throw toAtelierError(name, error, status);
  }
}

/** What supabase-js answers to a query of tables. */
interface Answered {
  data: unknown;
  error: { code?: string; message: string; details?: string | null } | null;
  status: number;
}

/** Runs a query of tables and parses its rows. Throws as `rpc` does. */
export async function read<S extends z.ZodType>(
  query: PromiseLike<Answered>,
  answer: S,
): Promise<z.output<S>> {
  const { data, error, status } = await query;
  if (error) throw toAtelierError('query', error, status);
  return answer.parse(data);
}

function toAtelierError(
  name: string,
  error: { code?: string; message: string; details?: string | null },
  status: number,
): Error {
  const refusal = Refusal.safeParse(parseJson(error.details));
  if (error.code?.startsWith('PT') && refusal.success) {
    return new AtelierError(refusal.data.code, error.message, refusal.data.details);
  }
  if (status === 0 || status === 503) {
    return new AtelierError('backend_unavailable', 'The database did not answer.');
  }
  return new Error(`${name}: ${error.message} (${error.code ?? status})`);
}

function parseJson(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
