import type { SavedTokenSet } from '../../../contract/studio/prompts.ts';
import type { SyncRow } from '../../../contract/sync.ts';
import { Token, type TokenSet } from '../../../contract/tokens/names.ts';
import type { LibraryContext } from '../../library/context.ts';
import { editRow, makeRow, removeRow } from '../../library/edit-rows.ts';
import { findRow, listRows } from '../../library/other-rows.ts';
import type { Database } from '../../system/database.ts';

const TABLE = 'personalization_tokens';

export function listTokenSets(db: Database): SavedTokenSet[] {
  const compare = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' }).compare;
  return listRows(db, TABLE)
    .map(toSet)
    .toSorted((a, b) => compare(a.name, b.name) || a.id.localeCompare(b.id));
}

interface TokenSetFields {
  id?: string | undefined;
  name: string;
  tokens: TokenSet;
  isDefault: boolean;
}

/** Makes a set, edits it, or brings one back that was removed. Only one is the default. */
export function saveTokenSet(context: LibraryContext, fields: TokenSetFields): SavedTokenSet {
  const { id, name, tokens, isDefault } = fields;
  const row = {
    name,
    // An object keeps one value a name; the order is the names' own.
    tokens: Object.fromEntries(tokens.map((token) => [token.name, token.value])),
    is_default: isDefault,
  };
  return context.command(['prompts'], () => {
    if (isDefault) {
      for (const other of listTokenSets(context.db)) {
        if (other.isDefault && other.id !== id)
          editRow(context, TABLE, other.id, { is_default: false });
      }
    }
    const isThere = id !== undefined && findRow(context.db, TABLE, id) !== undefined;
    return toSet(isThere ? editRow(context, TABLE, id, row) : makeRow(context, TABLE, row, id));
  });
}

export function removeTokenSet(context: LibraryContext, id: string): void {
  context.command(['prompts'], () => removeRow(context, TABLE, id));
}

/** What another program wrote into the row that is no token is left out. */
function toSet(row: SyncRow): SavedTokenSet {
  const { name, tokens } = row;
  const entries = typeof tokens === 'object' && tokens !== null ? Object.entries(tokens) : [];
  return {
    id: String(row['id']),
    name: typeof name === 'string' ? name : '',
    tokens: entries
      .flatMap(([name, value]) => Token.safeParse({ name, value }).data ?? [])
      .slice(0, 200),
    isDefault: row['is_default'] === true,
    createdAt: String(row['created_at']),
  };
}
