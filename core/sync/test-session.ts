import { randomUUID } from 'node:crypto';
import type { PullAnswer } from '../../contract/sync.ts';
import { testLibrary } from '../library/test-library.ts';
import type { SyncDeps } from '../library/sync-engine.ts';
import { silentLog } from '../system/log.ts';
import { connectBackend, type Session } from './session.ts';

/** What the backend of a test answers to a request: its path and body; an error is silence. */
export type Answer = (path: string, body: unknown) => Response | Promise<Response>;

/** A real library and supabase-js itself, on a network that a function stands for. */
export function testSync(answer: Answer) {
  const library = testLibrary();
  const deps: SyncDeps = {
    db: library.db,
    clock: library.context.clock,
    log: silentLog,
    fetch: async (input, init) => {
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      const body = typeof init?.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined;
      return answer(pathname, body);
    },
    session: { read: async () => stored, write: async () => undefined },
    hooks: {
      changed: (...topics) => void library.told.push(...topics),
      callRefused: () => false,
      promotionRefused: () => undefined,
      receiveFile: async () => undefined,
      receivePreview: async () => undefined,
      fileAt: () => '/nowhere',
      inputAt: () => '/nowhere',
      fontAt: async () => undefined,
      receiveFont: async () => undefined,
    },
  };
  const client = connectBackend(
    { url: 'http://backend.test', anonKey: 'anon' },
    { ...deps, ending: new AbortController().signal },
  );
  const session: Session = { client, userId: USER };
  return { ...library, deps, session };
}

export const USER = '00000000-0000-7000-8000-000000000001';
export const EPOCH = '00000000-0000-7000-8000-0000000000ee';

const stored = JSON.stringify({
  access_token: 'token',
  refresh_token: 'refresh',
  token_type: 'bearer',
  expires_in: 3_600,
  expires_at: Math.floor(Date.now() / 1000) + 3_600,
  user: { id: USER },
});

export function collectionRow(id: string, xid: string, fields: Record<string, unknown> = {}) {
  return {
    table: 'user_collections',
    id,
    xid,
    row: {
      id,
      user_id: USER,
      name: `Collection ${id}`,
      created_at: '2026-11-21T08:00:00+00:00',
      deleted_at: null,
      sync_xid: xid,
      ...fields,
    },
  };
}

export function page(rows: PullAnswer['rows'], more: Partial<PullAnswer> = {}): Response {
  const xid = rows.at(-1)?.xid ?? '100';
  return Response.json({
    epoch: EPOCH,
    expired: false,
    rows,
    cursor: { xid, table: '~', id: '' },
    more: false,
    ...more,
  });
}

export const manyIds = (count: number) => Array.from({ length: count }, () => randomUUID());
