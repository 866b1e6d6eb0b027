import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Tx } from '../engine/engine.ts';
import type { AuthDeps } from './auth-deps.ts';
import { AuthError } from './auth-error.ts';
import { readJson } from './input.ts';
import { type SignInMethod, startSession } from './sessions.ts';
import { findUserById } from './users.ts';

/**
 * Proof Key for Code Exchange (RFC 7636): who starts a flow shows the hash of a secret, and who ends it the secret
 * itself, so that a code that leaks on its way (a mail, a browser's history) is worth nothing.
 */
export interface Challenge {
  code_challenge?: string | null | undefined;
  code_challenge_method?: string | null | undefined;
}

const FLOW_SECONDS = 300;

/** Whether the caller wants a code rather than a session. Throws `validation_failed`. */
export function checkChallenge({ code_challenge, code_challenge_method }: Challenge): boolean {
  const [challenge, method] = [code_challenge || null, code_challenge_method || null];
  if ((challenge === null) !== (method === null)) {
    throw invalid('PKCE flow requires code_challenge_method and code_challenge');
  }
  if (challenge === null || method === null) return false;
  if (challenge.length < 43 || challenge.length > 128) {
    throw invalid('code challenge has to be between 43 and 128 characters');
  }
  if (!/^[\w.~-]+$/.test(challenge)) {
    throw invalid(
      'code challenge can only contain alphanumeric characters, hyphens, periods, underscores and tildes',
    );
  }
  if (!['s256', 'plain'].includes(method.toLowerCase())) {
    throw invalid(`unsupported code_challenge method "${method.slice(0, 20)}"`);
  }
  return true;
}

interface NewFlow {
  challenge: Challenge;
  provider: string;
  method: SignInMethod;
  userId?: string | undefined;
  referrer?: string | undefined;
  linkingTargetId?: string | undefined;
  now: Date;
}

/** Remembers a flow that began; returns its id, which is an OAuth flow's `state`. */
export async function startFlow(tx: Tx, flow: NewFlow): Promise<string> {
  const isPkce = checkChallenge(flow.challenge);
  const id = randomUUID();
  await tx.query(
    `delete from auth.flow_state where created_at < $1::timestamptz - interval '1 day'`,
    [flow.now],
  );
  await tx.query(
    `insert into auth.flow_state (id, user_id, auth_code, code_challenge_method, code_challenge, provider_type,
       authentication_method, referrer, linking_target_id, created_at, updated_at)
     values ($1, $2, $3, $4::auth.code_challenge_method, $5, $6, $7, $8, $9, $10, $10)`,
    [
      id,
      flow.userId ?? null,
      isPkce ? randomUUID() : null,
      isPkce ? (flow.challenge.code_challenge_method ?? '').toLowerCase() : null,
      isPkce ? flow.challenge.code_challenge : null,
      flow.provider,
      flow.method,
      flow.referrer ?? null,
      flow.linkingTargetId ?? null,
      flow.now,
    ],
  );
  return id;
}

/** The code of the newest flow that this user began in this way. Throws `flow_state_not_found`. */
export async function issueCode(
  tx: Tx,
  userId: string,
  method: SignInMethod,
  now: Date,
): Promise<string> {
  const { rows } = await tx.query<{ auth_code: string }>(
    `update auth.flow_state set auth_code_issued_at = $3 where id = (
       select id from auth.flow_state where user_id = $1::uuid and authentication_method = $2 and auth_code is not null
        order by created_at desc limit 1)
     returning auth_code`,
    [userId, method, now],
  );
  if (rows[0]) return rows[0].auth_code;
  throw new AuthError(400, 'flow_state_not_found', 'No associated flow state found.');
}

const ExchangeBody = z.object({ auth_code: z.string(), code_verifier: z.string() });

interface FlowRow {
  id: string;
  user_id: string | null;
  code_challenge: string;
  code_challenge_method: 's256' | 'plain';
  authentication_method: SignInMethod;
  provider_access_token: string | null;
  provider_refresh_token: string | null;
  expired: boolean;
}

/** POST /token?grant_type=pkce. A code serves once. */
export async function exchangeCode(deps: AuthDeps, request: Request): Promise<Response> {
  const { auth_code: code, code_verifier: verifier } = await readJson(request, ExchangeBody);
  if (code === '' || verifier === '') {
    throw invalid('invalid request: both auth code and code verifier should be non-empty');
  }
  const now = new Date(deps.clock());
  const session = await deps.engine.transaction('admin', async (tx) => {
    const flow = await findFlow(tx, code, now);
    const user = flow?.user_id ? await findUserById(tx, flow.user_id) : null;
    if (!flow || !user) {
      const text = 'invalid flow state, no valid flow state found';
      throw new AuthError(404, 'flow_state_not_found', text);
    }
    if (flow.expired) {
      const text = 'invalid flow state, flow state has expired';
      throw new AuthError(422, 'flow_state_expired', text);
    }
    if (!isProof(flow, verifier)) {
      const text = 'code challenge does not match previously saved code verifier';
      throw new AuthError(400, 'bad_code_verifier', text);
    }
    await tx.query('delete from auth.flow_state where id = $1::uuid', [flow.id]);
    const agent = request.headers.get('user-agent');
    const session = await startSession(deps, tx, user, flow.authentication_method, agent);
    return {
      ...session,
      ...(flow.provider_access_token && { provider_token: flow.provider_access_token }),
      ...(flow.provider_refresh_token && { provider_refresh_token: flow.provider_refresh_token }),
    };
  });
  return Response.json(session);
}

async function findFlow(tx: Tx, code: string, now: Date): Promise<FlowRow | null> {
  const { rows } = await tx.query<FlowRow>(
    `select id, user_id, code_challenge, code_challenge_method::text, authentication_method, provider_access_token,
       provider_refresh_token,
       coalesce(auth_code_issued_at, created_at) < $2::timestamptz - make_interval(secs => ${FLOW_SECONDS}) as expired
     from auth.flow_state where auth_code = $1 for update`,
    [code.replaceAll('\0', ''), now],
  );
  return rows[0] ?? null;
}

function isProof({ code_challenge, code_challenge_method }: FlowRow, verifier: string): boolean {
  const shown =
    code_challenge_method === 's256'
      ? createHash('sha256').update(verifier).digest('base64url')
      : verifier;
  const [a, b] = [Buffer.from(shown), Buffer.from(code_challenge)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function invalid(message: string): AuthError {
  return new AuthError(400, 'validation_failed', message);
}
