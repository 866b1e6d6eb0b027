import { useTranslation } from 'react-i18next';
import type { BatchProblem } from '../../../contract/studio/batch.ts';
import { batch as words } from '../../i18n/en/batch.ts';

type Worded = keyof typeof words.problems;
const isWorded = (code: string): code is Worded => Object.hasOwn(words.problems, code);

/** What is wrong with a row or a table, in words: never a bare code. */
export function useProblemWords(): (problem: BatchProblem) => string {
  const { t } = useTranslation('batch');
  return ({ code, column, name = '' }) => {
    const values = { column: column ?? '', name };
    const what = isWorded(code)
      ? t(`problems.${code}`, values)
      : t('otherProblem', { name: name || code });
    return column === null ? what : t('inColumn', { column, what });
  };
}
