import { z } from 'zod';
import type { Engine, Tx } from '../engine/engine.ts';

/** A mail or text message that this server would send, had it someone to send it through. */
export interface Message {
  channel: 'email' | 'sms';
  recipient: string;
  /** As Supabase Auth names its templates: `signup`, `recovery`, … */
  kind: string;
  code: string | null;
  link: string | null;
  body: string;
  sentAt: Date;
}

const KEPT = 1000;
const KEPT_DAYS = 7;

/** Written in the transaction that stores the token: a message never names one that does not exist. */
export async function deliver(tx: Tx, message: Message): Promise<void> {
  const { sentAt, channel, recipient, kind, code, link, body } = message;
  await tx.query(
    `insert into atelier_embedded.outbox (sent_at, channel, recipient, kind, code, link, body)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [sentAt, channel, recipient, kind, code, link, body],
  );
  await tx.query(
    `delete from atelier_embedded.outbox where sent_at < $1::timestamptz - make_interval(days => ${KEPT_DAYS})
        or id <= (select max(id) - ${KEPT} from atelier_embedded.outbox)`,
    [sentAt],
  );
}

const Search = z.object({
  to: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(KEPT).default(50),
});

/** `GET /admin/outbox?to=…&limit=…`, the newest first: this server's own, for developers and operators. */
export async function listOutbox(engine: Engine, search: URLSearchParams): Promise<Response> {
  const parsed = Search.safeParse(Object.fromEntries(search));
  const { to, limit } = parsed.success ? parsed.data : { to: undefined, limit: 50 };
  const { rows } = await engine.transaction('admin', (tx) =>
    tx.query(
      `select id::float8 as id, sent_at, channel, recipient, kind, code, link, body from atelier_embedded.outbox
        where $1::text is null or recipient = lower($1) order by id desc limit $2::int`,
      [to ?? null, limit],
    ),
  );
  return Response.json({ messages: rows });
}
