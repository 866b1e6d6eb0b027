import { z } from 'zod';
import { type Order, SlideText } from '../../contract/orders.ts';
import type { Database } from '../system/database.ts';
import { OptionalText } from './columns.ts';
import type { MirrorTable } from './mirror-table.ts';

const Row = z.object({
  id: z.string(),
  order_id: z.string(),
  sequence: z.int(),
  brief: OptionalText,
  text: OptionalText,
});

export const orderItems: MirrorTable = {
  write(db, row) {
    const item = Row.safeParse(row).data;
    if (!item) return false;
    db.run(
      `insert into order_items (id, order_id, sequence, brief, text)
       values (@id, @order_id, @sequence, @brief, @text)
       on conflict (id) do update set order_id = excluded.order_id, sequence = excluded.sequence,
         brief = excluded.brief, text = excluded.text`,
      item,
    );
    return true;
  },
  remove: (db, id) => void db.run('delete from order_items where id = ?', id),
};

const Text = z.preprocess((text) => JSON.parse(String(text)) as unknown, SlideText);

/** The slides of a carousel, in order. */
export function slidesOf(db: Database, orderId: string): NonNullable<Order['slides']> {
  return db
    .all<{ id: string; sequence: number; brief: string | null; text: string | null }>(
      'select id, sequence, brief, text from order_items where order_id = ? order by sequence',
      orderId,
    )
    .map(({ id, sequence, brief, text }) => ({
      itemId: id,
      sequence,
      brief: brief ?? '',
      ...(text !== null && { text: Text.parse(text) }),
    }));
}
