import { describe, expect, it } from 'vitest';
import type { ConflictRecord } from '../../../contract/sync.ts';
import { groupConflicts } from './group-conflicts.ts';

const conflict = (rowId: string, field: string, minute: number): ConflictRecord => ({
  id: `${rowId} ${field}`,
  table: 'user_library',
  rowId,
  field,
  lost: 'a',
  won: 'b',
  at: `2026-11-21T10:${`${minute}`.padStart(2, '0')}:00.000Z`,
});

describe('conflicts by item', () => {
  it('stand together, the newest first', () => {
    const items = groupConflicts([
      conflict('one', 'rating', 1),
      conflict('two', 'notes', 2),
      conflict('one', 'custom_title', 3),
    ]);
    expect(items.map(({ rowId, fields }) => [rowId, fields.map(({ field }) => field)])).toEqual([
      ['one', ['custom_title', 'rating']],
      ['two', ['notes']],
    ]);
    expect(groupConflicts([])).toEqual([]);
  });
});
