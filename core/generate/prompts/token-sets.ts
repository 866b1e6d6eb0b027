import type { SavedTokenSet } from '../../../contract/studio/prompts.ts';
import type { SyncRow } from '../../../contract/sync.ts';
import { Token, type TokenSet } from '../../../contract/tokens/names.ts';
import type { LibraryContext } from '../../library/context.ts';
import { editRow, makeRow, removeRow } from '../../library/edit-rows.ts';
import { findRow, listRows } from '../../library/other-rows.ts';
import { readEach } from '../../library/read-each.ts';
import type { Database } from '../../system/database.ts';
import { type Log, silentLog } from '../../system/log.ts';

const TABLE = 'personalization_tokens';

export function listTokenSets(db: Database, log: Log): SavedTokenSet[] {
  const compare = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' }).compare;
  return listRows(db, TABLE)
    .map((row) => toSet(row, log))
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
      for (const other of listTokenSets(context.db, silentLog)) {
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

/** What another program wrote into the row that is no token is left out; of what was just written here that is nothing. */
function toSet(row: SyncRow, log: Log = silentLog): SavedTokenSet {
  const { name, tokens } = row;
  const entries = typeof tokens === 'object' && tokens !== null ? Object.entries(tokens) : [];
  return {
    id: String(row['id']),
    name: typeof name === 'string' ? name : '',
    tokens: readEach(entries, ([name, value]) => Token.safeParse({ name, value }).data, {
      log,
      of: TABLE,
    }).slice(0, 200),
    isDefault: row['is_default'] === true,
    createdAt: String(row['created_at']),
  };
}
