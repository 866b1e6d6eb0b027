import { expect, test } from 'vitest';
import { keepCommunity, knownCommunity } from '../library/community-templates.ts';
import { makeRow } from '../library/edit-rows.ts';
import { testLibrary } from '../library/test-library.ts';
import { createLog } from '../system/log.ts';
import { listBrands } from './brands.ts';
import { listTemplates } from './prompts/templates.ts';
import { listTokenSets } from './prompts/token-sets.ts';

/** Rows that another program wrote, each read twice: what of them is not shown is told of once. */
function library() {
  const lines: unknown[] = [];
  const log = createLog({ write: (line) => void lines.push(JSON.parse(line)) });
  return { ...testLibrary(), log, lines };
}

test('a template of a newer program is left out', () => {
  const { context, db, log, lines } = library();
  const form = { kind: 'prompt', prompt: 'a fox', aspectRatio: '1:1', count: 1 };
  makeRow(context, 'templates', { name: 'Fox', data: { form } });
  makeRow(context, 'templates', { name: 'Later', data: { form: { ...form, kind: 'sculpture' } } });
  for (const _ of [1, 2]) expect(listTemplates(db, log)).toMatchObject([{ name: 'Fox' }]);
  expect(lines).toMatchObject([{ level: 'warn', of: 'templates', left: 1, read: 1 }]);
});

test('of a token set its other tokens stay', () => {
  const { context, db, log, lines } = library();
  const tokens = { NAME: 'Ada', '1st': 'no name', CITY: 7 };
  makeRow(context, 'personalization_tokens', { name: 'Set', tokens });
  for (const _ of [1, 2]) {
    expect(listTokenSets(db, log)).toMatchObject([{ tokens: [{ name: 'NAME', value: 'Ada' }] }]);
  }
  expect(lines).toMatchObject([{ of: 'personalization_tokens', left: 2, read: 1 }]);
});

test('of a brand its other colours and fonts stay; one that says little lacks nothing', () => {
  const { context, db, log, lines } = library();
  makeRow(context, 'brands', { name: 'Bare' });
  expect(listBrands(db, log)).toHaveLength(1);
  expect(lines).toEqual([]);
  const row = { colors: ['#112233', 'mauve'], kit: { corner: 'middle', logo: null } };
  makeRow(context, 'brands', { name: 'Nord', ...row });
  for (const _ of [1, 2]) {
    expect(listBrands(db, log)).toMatchObject([
      { name: 'Bare' },
      { name: 'Nord', colours: { background: '#112233' }, logo: null },
    ]);
  }
  expect(lines).toMatchObject([{ of: 'values of brands', left: 2, read: 6 }]);
});

test('what was remembered of others and does not read any more is left out', () => {
  const { db, log, lines } = library();
  keepCommunity(db, [], { now: '2026-11-21T08:00:00.000Z', isAll: true });
  db.run(
    "insert into community_templates (id, template, seen_at) values ('a', '{\"name\": 7}', '2026-11-21')",
  );
  for (const _ of [1, 2]) expect(knownCommunity(db, log).templates).toEqual([]);
  expect(lines).toMatchObject([{ of: 'remembered community_templates', left: 1, read: 0 }]);
});
