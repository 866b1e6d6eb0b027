import { z } from 'zod';
import type { Database } from '../system/database.ts';
import { OptionalText } from './columns.ts';
import type { MirrorTable } from './mirror-table.ts';

const Row = z.object({
  id: z.string(),
  full_name: OptionalText,
  language: OptionalText,
  theme: OptionalText,
  credits_balance: z.int(),
});

export const profiles: MirrorTable = {
  write(db, row) {
    const profile = Row.safeParse(row).data;
    if (!profile) return false;
    db.run(
      `insert into profiles (id, full_name, language, theme, credits_balance)
       values (@id, @full_name, @language, @theme, @credits_balance)
       on conflict (id) do update set full_name = excluded.full_name, language = excluded.language,
         theme = excluded.theme, credits_balance = excluded.credits_balance`,
      profile,
    );
    return true;
  },
  remove: (db, id) => void db.run('delete from profiles where id = ?', id),
};

/** Credits as the server last told; nothing before it ever did. */
export function balance(db: Database): number | undefined {
  return db.get<{ credits_balance: number }>('select credits_balance from profiles limit 1')
    ?.credits_balance;
}
