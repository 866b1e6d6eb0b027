import { expect, test } from 'vitest';
import { type Action, useActionRegistry } from './actions.ts';

const action = (id: string, title = id): Action => ({ id, title, group: 'make', run: () => {} });
const { register } = useActionRegistry.getState();
const titles = () => useActionRegistry.getState().actions.map(({ title }) => title);

test('an action that is registered anew keeps its place, whichever comes first', () => {
  const bar = register([action('generate'), action('write')]);
  const help = register([action('enhance')]);
  expect(titles()).toEqual(['generate', 'write', 'enhance']);
  help();
  register([action('enhance', 'enrichir')]);
  bar();
  register([action('generate', 'générer'), action('write', 'écrire')]);
  expect(titles()).toEqual(['générer', 'écrire', 'enrichir']);
});

test('who leaves takes back only what stands from then', () => {
  const first = register([action('compare')]);
  register([action('compare', 'comparer')]);
  first();
  expect(titles()).toContain('comparer');
});
