import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { type Keys, TokenError } from '../keys/keys.ts';
import type { Caller } from './service.ts';

const Uuid = z.uuid();

/** The key names no project, or another one. */
export class InvalidApiKey extends Error {
  override readonly name = 'InvalidApiKey';
}

/**
 * Who asks: the bearer token if there is one, else the API key, else `anon`. A refused token makes the caller `anon`
 * and says why. Throws {@link InvalidApiKey}.
 */
export async function identify(
  headers: IncomingHttpHeaders,
  keys: Keys,
  method: string,
  path: string,
): Promise<Caller> {
  const apiKey = single(headers.apikey);
  if (apiKey) await checkApiKey(apiKey, keys);
  const bearer = /^bearer\s+(.*)$/i.exec(headers.authorization ?? '')?.[1]?.trim();
  const token = bearer || apiKey;
  const base = { headers: flatten(headers), method, path };
  if (!token) return anonymous(base);
  try {
    const claims = await keys.verify(token);
    const role = typeof claims.role === 'string' && claims.role !== '' ? claims.role : 'anon';
    // A valid token's `sub` need not be a uuid: service keys have none, other issuers have their own ids.
    const userId = Uuid.safeParse(claims.sub).data ?? null;
    return { context: { ...base, role, claims }, userId, token };
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    const { message, expired } = error;
    return { ...anonymous(base), refused: { message, expired } };
  }
}

async function checkApiKey(apiKey: string, keys: Keys): Promise<void> {
  if (apiKey === keys.anonKey || apiKey === keys.serviceRoleKey) return;
  try {
    await keys.verify(apiKey);
  } catch (error) {
    if (error instanceof TokenError) throw new InvalidApiKey();
    throw error;
  }
}

function anonymous(base: {
  headers: Record<string, string>;
  method: string;
  path: string;
}): Caller {
  return {
    context: { ...base, role: 'anon', claims: { role: 'anon' } },
    userId: null,
    token: null,
  };
}

function flatten(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
