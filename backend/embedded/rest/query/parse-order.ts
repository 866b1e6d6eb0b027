import type { OrderTerm } from './ast.ts';
import { createCursor } from './cursor.ts';
import { parsePath } from './parse-select.ts';

/** `order=a.desc.nullslast,b->c,rel(d).asc` */
export function parseOrder(text: string): OrderTerm[] {
  const cursor = createCursor(text, `order (${text})`);
  const terms: OrderTerm[] = [];
  do {
    let name = cursor.name();
    let relation: string | null = null;
    if (cursor.take('(')) {
      relation = name;
      name = cursor.name();
    }
    const path = parsePath(cursor);
    if (relation !== null) cursor.expect(')');
    const direction = cursor.take('.asc') ? 'asc' : cursor.take('.desc') ? 'desc' : null;
    const nulls = cursor.take('.nullsfirst') ? 'first' : cursor.take('.nullslast') ? 'last' : null;
    terms.push({ field: { name, path }, relation, direction, nulls });
  } while (cursor.take(','));
  if (!cursor.done()) cursor.fail();
  return terms;
}
