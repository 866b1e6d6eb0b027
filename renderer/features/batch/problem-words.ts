import { useTranslation } from 'react-i18next';
import type { BatchProblem } from '../../../contract/studio/batch.ts';
import { batch as words } from '../../i18n/en/batch.ts';
import type { Language } from '../../i18n/language.ts';

type Worded = keyof typeof words.problems;
const isWorded = (code: string): code is Worded => Object.hasOwn(words.problems, code);
type Part = keyof typeof words.parameters;
const isPart = (name: string): name is Part => Object.hasOwn(words.parameters, name);
type Misfit = keyof typeof words.misfits;
const isMisfit = (name: string): name is Misfit => Object.hasOwn(words.misfits, name);

/** What is wrong with a row or a table, in words: never a bare code. */
export function useProblemWords(): (problem: BatchProblem) => string {
  const { t, i18n } = useTranslation('batch');
  const language = i18n.language as Language;
  const partOf = (name: string) =>
    isPart(name) ? t(`parameters.${name}`) : isMisfit(name) ? t(`misfits.${name}`) : name;
  return ({ code, column, field, name = '' }) => {
    const place = column ?? field?.[language] ?? null;
    const values = { column: place ?? '', name: code === 'unfit' ? partOf(name) : name };
    const what = isWorded(code)
      ? t(`problems.${code}`, values)
      : t('otherProblem', { name: name || code });
    return place === null ? what : t('inColumn', { column: place, what });
  };
}
