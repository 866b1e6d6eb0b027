import { expect, test } from 'vitest';
import { createLog } from '../system/log.ts';
import { listFolderImports, saveFolderImport } from './folder-imports.ts';
import { readEach } from './read-each.ts';
import { testLibrary } from './test-library.ts';

function telling() {
  const lines: unknown[] = [];
  const log = createLog({ write: (line) => void lines.push(JSON.parse(line)) });
  return { log, lines };
}

test('what does not read is told of once, and again when it is more', () => {
  const { log, lines } = telling();
  const even = (number: number) => (number % 2 === 0 ? number : undefined);
  const read = (...rows: number[]) => readEach(rows, even, { log, of: 'numbers' });
  expect(read(2, 4)).toEqual([2, 4]);
  expect(lines).toEqual([]);
  for (let times = 0; times < 3; times += 1) expect(read(1, 2, 3)).toEqual([2]);
  expect(lines).toMatchObject([{ level: 'warn', of: 'numbers', left: 2, read: 1 }]);
  read(1, 2, 3, 5);
  expect(lines).toHaveLength(2);
});

test('an import of a newer program is left out of the list, which the log tells', () => {
  const { db } = testLibrary();
  const { log, lines } = telling();
  const known = {
    id: '01936a00-0000-7000-8000-000000000001',
    path: '/photos',
    total: null,
    kind: 'folder' as const,
    collectionId: null,
    state: 'done' as const,
    error: null,
    found: 1,
    walking: false,
    added: 1,
    known: 0,
    refused: 0,
    refusals: [],
    similar: [],
    startedAt: '2026-11-21T08:00:00.000Z',
    endedAt: '2026-11-21T08:00:01.000Z',
  };
  saveFolderImport(db, known);
  db.run(
    "insert into folder_imports (id, started_at, row) values ('later', '2026-11-22', ?)",
    JSON.stringify({ ...known, kind: 'camera' }),
  );
  expect(listFolderImports(db, log)).toMatchObject([{ id: known.id }]);
  expect(lines).toMatchObject([{ of: 'folder_imports', left: 1, read: 1 }]);
});
