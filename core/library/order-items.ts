import { z } from 'zod';
import type { MirrorTable } from './mirror-table.ts';

const Row = z.object({ id: z.string(), order_id: z.string(), sequence: z.int() });

export const orderItems: MirrorTable = {
  write(db, row) {
    const item = Row.safeParse(row).data;
    if (!item) return false;
    db.run(
      `insert into order_items (id, order_id, sequence) values (@id, @order_id, @sequence)
       on conflict (id) do update set order_id = excluded.order_id, sequence = excluded.sequence`,
      item,
    );
    return true;
  },
  remove: (db, id) => void db.run('delete from order_items where id = ?', id),
};
