import { useTranslation } from 'react-i18next';
import type { QueryTerm } from '../../../../contract/library-query.ts';

/** What is wrong with a filter, in words; undefined where nothing is. */
export function useProblemWords(): (term: QueryTerm) => string | undefined {
  const { t } = useTranslation('search');
  return ({ problem, key, value }) =>
    problem === null ? undefined : t(`problems.${problem}`, { key, value });
}
