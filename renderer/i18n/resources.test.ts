import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../contract/errors.ts';
import { FieldProblem } from '../../contract/generator-values.ts';
import { JobStage, JobStatus } from '../../contract/orders.ts';
import { SHORTCUTS } from '../state/shortcuts.ts';
import { en, fr } from './resources.ts';

type Tree = { readonly [key: string]: string | Tree };

/** Every key with its words, as `namespace.group.key`. */
function flatten(tree: Tree, path = ''): Map<string, string> {
  const entries = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const name = path === '' ? key : `${path}.${key}`;
    if (typeof value === 'string') entries.set(name, value);
    else for (const [inner, words] of flatten(value, name)) entries.set(inner, words);
  }
  return entries;
}

const english = flatten(en);
const french = flatten(fr);
const slots = (words: string) =>
  [...words.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1] ?? '').sort();

describe('words', () => {
  it('have the same keys in both languages', () => {
    expect([...french.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('are never empty', () => {
    const empty = [...english, ...french].filter(([, words]) => words.trim() === '');
    expect(empty).toEqual([]);
  });

  it('fill in the same values in both languages', () => {
    for (const [key, words] of english) {
      expect([key, slots(french.get(key) ?? '')]).toEqual([key, slots(words)]);
    }
  });

  it('have both plural forms wherever they have one', () => {
    for (const key of english.keys()) {
      const other = key.endsWith('_one') ? key.replace(/_one$/, '_other') : null;
      if (other) expect(english.has(other), other).toBe(true);
    }
  });

  it('do not shout', () => {
    const loud = [...english, ...french].filter(([, words]) => /!|Oops|Oups/.test(words));
    expect(loud).toEqual([]);
  });

  it('hold a French space before high punctuation, so that a line never begins with it', () => {
    const bare = [...french].filter(([, words]) => /[^\s\u00a0\u202f][?;»]/.test(words));
    expect(bare).toEqual([]);
  });
});

describe('errors', () => {
  it.each(ERROR_CODES)('%s says what happened and what to do, in both languages', (code) => {
    for (const { title, advice } of [en.errors[code], fr.errors[code]]) {
      expect(title).toMatch(/\.$/);
      expect(advice).toMatch(/\.$/);
      expect(advice.length).toBeGreaterThan(20);
    }
  });

  it('has no words for codes that do not exist', () => {
    expect(Object.keys(en.errors).sort()).toEqual([...ERROR_CODES].sort());
  });
});

describe('closed lists', () => {
  it('have words for each stage, state and shortcut', () => {
    for (const stage of JobStage.options) expect(en.queue.stages[stage]).toBeTruthy();
    for (const status of JobStatus.options) expect(en.queue.states[status]).toBeTruthy();
    for (const code of FieldProblem.shape.code.options) {
      expect(en.generators.problems[code], code).toBeTruthy();
      expect(en.batch.problems, code).toHaveProperty(code);
    }
    expect(Object.keys(en.command.shortcuts).sort()).toEqual(Object.keys(SHORTCUTS).sort());
  });
});
