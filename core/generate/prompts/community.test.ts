import { expect, test } from 'vitest';
import { AtelierError } from '../../../contract/errors.ts';
import type { CommunityPage } from '../../../contract/studio/templates.ts';
import { testLibrary } from '../../library/test-library.ts';
import { newId } from '../../system/ids.ts';
import { createLog, silentLog } from '../../system/log.ts';
import {
  type CommunitySearch,
  copyFromCommunity,
  findInCommunity,
  reportToCommunity,
} from './community.ts';
import { listTemplates, updateTemplate } from './templates.ts';

const ALL: CommunitySearch = { search: '', category: null, offset: 0, limit: 60 };
const THUMBNAIL = 'data:image/webp;base64,UklGRg==';

/** As `public.community_templates` answers. */
const row = (name: string, more: Record<string, unknown> = {}) => ({
  id: newId(),
  name,
  description: '',
  category: 'Sea',
  data: { form: { kind: 'prompt', prompt: `${name} at dusk` }, thumbnail: THUMBNAIL },
  uses: 0,
  author: 'zoe',
  contentMode: 'sfw',
  createdAt: '2026-11-01T00:00:00.123456+00:00',
  ...more,
});

function desk() {
  const library = testLibrary();
  const asked: unknown[][] = [];
  const answers: unknown[] = [];
  const logged: unknown[] = [];
  const log = createLog({ write: (line) => void logged.push(JSON.parse(line)) });
  const backend = {
    query: (name: string, args: object) => {
      asked.push([name, args]);
      const answer = answers.shift();
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
  const page = (items: unknown[], total = items.length) => ({
    items,
    total,
    categories: [{ name: 'Sea', count: total }],
  });
  const find = (more: Partial<CommunitySearch> = {}) =>
    findInCommunity(library.context, { backend, log }, { ...ALL, ...more });
  return { ...library, logged, asked, answers, backend, page, find };
}

const offline = () => new AtelierError('offline', 'nobody there');
const names = ({ items }: CommunityPage) => items.map(({ name }) => name);

test('what others made public is asked for, and what does not fit is left out', async () => {
  const { find, answers, page, asked, logged } = desk();
  const hostile = [
    row('<img src=x onerror=alert(1)> [NAME] {a|b}'),
    row('picture', { data: { form: { kind: 'prompt', prompt: 'x' }, thumbnail: 'javascript:1' } }),
    row('no form', { data: {} }),
    row('', {}),
    row('huge', { data: { form: { kind: 'prompt', prompt: 'x'.repeat(5_000) } } }),
    row('proto', { id: '__proto__' }),
    7,
  ];
  answers.push(page([row('Lighthouse', { uses: 3 }), ...hostile]));
  const found = await find({ search: ' sea ', limit: 20 });
  expect(asked).toEqual([
    ['community_templates', { p_words: ' sea ', p_category: null, p_offset: 0, p_limit: 20 }],
  ]);
  // As it was written: it is text, and only ever shown as text.
  expect(names(found)).toEqual([
    'Lighthouse',
    '<img src=x onerror=alert(1)> [NAME] {a|b}',
    'picture',
  ]);
  expect(found.items.map(({ thumbnail }) => thumbnail)).toEqual([THUMBNAIL, THUMBNAIL, null]);
  expect(found.asOf).toBeNull();
  expect(logged).toMatchObject([{ of: 'community_templates', left: 5, read: 3 }]);
  expect(found.items[0]?.createdAt).toBe('2026-11-01T00:00:00.123Z');
  answers.push({ message: 'a page of somebody else' });
  // What the backend says that cannot be read is as if it said nothing.
  expect(await find()).toMatchObject({ total: 3, asOf: '2026-11-21T08:00:00.000Z' });
});

test('one that says nothing but what it is made of is shown, too', async () => {
  const { find, answers, page, logged } = desk();
  const bare = {
    id: newId(),
    name: 'Bare',
    data: row('Bare').data,
    createdAt: row('Bare').createdAt,
  };
  const nothing = { description: null, category: ' ', uses: null, author: null };
  answers.push(page([bare, row('Empty', nothing)]));
  const found = await find();
  expect(names(found)).toEqual(['Bare', 'Empty']);
  for (const one of found.items) {
    expect(one).toMatchObject({ description: '', category: 'other', uses: 0, author: null });
  }
  expect(logged).toEqual([]);
});

test('without a network what was seen before is found by words and category, and says so', async () => {
  const { find, answers, page, setTime } = desk();
  answers.push(offline());
  await expect(find()).rejects.toMatchObject({ code: 'offline' });
  answers.push(
    page([row('Lighthouse', { uses: 1 }), row('Forest', { category: 'Wood', uses: 9 })]),
  );
  await find();
  setTime('2026-11-22T08:00:00.000Z');
  answers.push(offline(), offline(), offline(), offline());
  expect(await find()).toMatchObject({
    total: 2,
    items: [{ name: 'Forest' }, { name: 'Lighthouse' }],
    asOf: '2026-11-21T08:00:00.000Z',
  });
  expect(names(await find({ search: 'DUSK light' }))).toEqual(['Lighthouse']);
  expect(names(await find({ category: 'Wood' }))).toEqual(['Forest']);
  expect(names(await find({ offset: 1, limit: 1 }))).toEqual(['Lighthouse']);
  // The whole of it was told: what is not among it is gone.
  answers.push(page([row('Harbour')]), offline());
  await find();
  expect(names(await find())).toEqual(['Harbour']);
  answers.push(
    new AtelierError('rate_limited', 'slow down'),
    new AtelierError('internal', 'broken'),
  );
  expect(names(await find())).toEqual(['Harbour']);
  await expect(find()).rejects.toMatchObject({ code: 'internal' });
});

test('a copy is one’s own and private, with every sign of it as it was', async () => {
  const { find, answers, page, context, db } = desk();
  const strange = row('[NAME] {a|b}', { uses: 12, description: '<b>x</b>' });
  answers.push(page([strange]));
  await find();
  const copy = copyFromCommunity(context, strange.id);
  expect(copy).toMatchObject({ name: '[NAME] {a|b}', isPublic: false, uses: 0, preview: null });
  expect(copy.id).not.toBe(strange.id);
  expect(listTemplates(db, silentLog)).toEqual([copy]);
  expect(() => copyFromCommunity(context, newId())).toThrow(
    expect.objectContaining({ code: 'not_found' }),
  );
});

test('one that is reported is not shown again; without a network nothing is lost or hidden', async () => {
  const { find, answers, page, context, backend, asked } = desk();
  const [bad, good] = [row('Bad'), row('Good')];
  answers.push(page([bad, good]));
  await find();
  const report = { id: bad.id, reason: 'spam', note: 'again' } as const;
  answers.push(offline(), offline());
  await expect(reportToCommunity(context, backend, report)).rejects.toMatchObject({
    code: 'offline',
  });
  expect((await find()).total).toBe(2);
  answers.push(null, offline());
  await reportToCommunity(context, backend, report);
  expect(asked.at(-1)).toEqual([
    'report_template',
    { p_template: bad.id, p_reason: 'spam', p_note: 'again' },
  ]);
  expect(names(await find())).toEqual(['Good']);
  // Gone meanwhile: it goes here too.
  answers.push(new AtelierError('not_found', 'gone'), offline());
  await expect(
    reportToCommunity(context, backend, { ...report, id: good.id }),
  ).rejects.toMatchObject({ code: 'not_found' });
  await expect(find()).rejects.toMatchObject({ code: 'offline' });
});

test('public and private again go out as one field, the picture for others only while it is public', async () => {
  const { context, db, answers, find, page } = desk();
  const one = row('Lighthouse');
  answers.push(page([one]));
  await find();
  const { id } = copyFromCommunity(context, one.id);
  const last = () =>
    JSON.parse(
      db.get<{ row: string }>('select row from other_rows where id = ?', id)?.row ?? '',
    ) as { is_public: boolean; data: object };
  updateTemplate(context, id, { isPublic: true }, THUMBNAIL);
  expect(last()).toMatchObject({ is_public: true, data: { thumbnail: THUMBNAIL } });
  updateTemplate(context, id, { isPublic: false });
  expect(last()).toMatchObject({ is_public: false });
  expect(last().data).not.toHaveProperty('thumbnail');
});
