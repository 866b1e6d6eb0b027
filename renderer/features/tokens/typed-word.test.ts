import { describe, expect, it } from 'vitest';
import { finishWord, typedWord } from './typed-word.ts';

const at = (text: string) => typedWord(text.replace('|', ''), text.indexOf('|'));

describe('the word at the caret', () => {
  it.each([
    ['a [|', 'token', ''],
    ['a [FIR|', 'token', 'FIR'],
    ['[First na|me] x', 'token', 'First na'],
    ['[PRÉN|', 'token', 'PRÉN'],
    ['in __|', 'wildcard', ''],
    ['in __colours/wa|', 'wildcard', 'colours/wa'],
  ])('%s', (text, kind, typed) => {
    expect(at(text)).toMatchObject({ kind, typed });
  });

  it.each(['a|', '[A]|', String.raw`\[A|`, 'snake__case|', '__a__ b|', '[a:b|', '|[A'])(
    '%s is none',
    (text) => {
      expect(at(text)).toBeNull();
    },
  );
});

describe('finishing it', () => {
  it.each([
    ['for [FI| of', 'FIRSTNAME', 'for [FIRSTNAME]| of'],
    ['for [FI|] of', 'FIRSTNAME', 'for [FIRSTNAME]| of'],
    ['__se|', 'season', '__season__|'],
    ['__se|__ x', 'season', '__season__| x'],
  ])('%s', (text, name, expected) => {
    const typed = at(text);
    expect(typed).not.toBeNull();
    const finished = typed && finishWord(text.replace('|', ''), typed, name);
    expect(finished).toEqual({ text: expected.replace('|', ''), caret: expected.indexOf('|') });
  });
});
