import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { suggestFolders } from './suggest-folders.ts';

const home = mkdtempSync(join(tmpdir(), 'atelier-folders-'));
for (const name of ['Pictures/Summer 2', 'Pictures/Summer 10', 'Pictures/.hidden', 'Downloads']) {
  mkdirSync(join(home, name), { recursive: true });
}
writeFileSync(join(home, 'Pictures', 'Summer.txt'), '');
afterAll(() => rmSync(home, { recursive: true }));

const at = (...parts: string[]) => join(home, ...parts);

test('the usual places are offered for nothing, and folders as they are typed', async () => {
  expect((await suggestFolders('', home)).folders).toEqual([home, at('Pictures'), at('Downloads')]);
  expect(await suggestFolders('~/pictures/sum', home)).toMatchObject({ folders: [], state: 'new' });
  expect(await suggestFolders('~/Pictures/sum', home)).toEqual({
    path: at('Pictures', 'sum'),
    state: 'new',
    folders: [at('Pictures', 'Summer 2'), at('Pictures', 'Summer 10')],
  });
  expect((await suggestFolders('~/Pictures/.', home)).folders).toEqual([at('Pictures', '.hidden')]);
});

test('it is told what stands where a path points to, and nothing it may not read is thrown', async () => {
  expect((await suggestFolders(`${at('Pictures')}/`, home)).state).toBe('there');
  expect((await suggestFolders(at('Pictures', 'Summer.txt'), home)).state).toBe('file');
  expect(await suggestFolders('Pictures', home)).toEqual({
    path: '',
    state: 'relative',
    folders: [],
  });
  expect(await suggestFolders(at('none', 'of', 'these', ''), home)).toMatchObject({
    state: 'new',
    folders: [],
  });
});
