import { expect, test } from 'vitest';
import { applyServerRow } from '../library/apply.ts';
import { setFileState } from '../library/files.ts';
import { resultRow, sha, testLibrary, workRow } from '../library/test-library.ts';
import { writeOfflineRules } from '../library/offline-rules.ts';
import { countMissing } from './files-down.ts';
import { manyIds } from './test-session.ts';

test('S8: what is missing is what a work outside of the trash or a result names, once a content', () => {
  const { db, context } = testLibrary();
  const [here = '', away = '', twin = '', trashed = '', shown = '', hidden = ''] = manyIds(6);
  const work = (id: string, letter: string, trashed_at: string | null = null) =>
    applyServerRow(db, 'user_library', workRow(id, { sha256: sha(letter), trashed_at }));
  work(here, '1');
  setFileState(db, sha('1'), 'present');
  work(away, '2');
  work(twin, '2');
  work(trashed, '3', '2026-11-20T08:00:00Z');
  applyServerRow(db, 'workspace_assets', resultRow(shown, { sha256: sha('4') }));
  const deleted_at = '2026-11-20T08:00:00Z';
  applyServerRow(db, 'workspace_assets', resultRow(hidden, { sha256: sha('5'), deleted_at }));
  expect(countMissing(context)).toBe(2);
  setFileState(db, sha('2'), 'fetching');
  expect(countMissing(context)).toBe(2);
  writeOfflineRules(db, { keep: 'thumbnails' });
  expect(countMissing(context)).toBe(1);
  // Another work of a content that is in the trash too.
  work(twin, '3');
  writeOfflineRules(db, { keep: 'all' });
  expect(countMissing(context)).toBe(3);
});
