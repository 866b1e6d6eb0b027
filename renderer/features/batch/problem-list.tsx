import { CircleAlert, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { BatchProblem, BatchTable } from '../../../contract/studio/batch.ts';
import { useProblemWords } from './problem-words.ts';

const MOST_SHOWN = 8;

/** What is wrong with the table itself; what stops it stands out. */
export function TableProblems({ table }: { table: BatchTable }) {
  const { problems, problemCount } = table;
  const stops = problems.filter((problem) => problem.stops);
  if (problems.length === 0) return null;
  return (
    <ProblemList
      problems={(stops.length > 0 ? stops : problems).map(({ column = null, ...problem }) => ({
        ...problem,
        column,
      }))}
      count={stops.length > 0 ? stops.length : problemCount}
      tone={stops.length > 0 ? 'danger' : 'warning'}
    />
  );
}

interface ProblemListProps {
  readonly problems: readonly BatchProblem[];
  readonly count: number;
  readonly tone: 'danger' | 'warning';
}

/** Problems with the line of the file and the column, the first few of them. */
export function ProblemList({ problems, count, tone }: ProblemListProps) {
  const { t } = useTranslation('batch');
  const words = useProblemWords();
  const shown = problems.slice(0, MOST_SHOWN);
  const Icon = tone === 'danger' ? CircleAlert : TriangleAlert;
  return (
    <div
      role={tone === 'danger' ? 'alert' : 'note'}
      className={`flex gap-3 rounded-lg p-3 ${tone === 'danger' ? 'bg-danger-soft' : 'bg-warning-soft'}`}
    >
      <Icon
        aria-hidden
        className={`mt-0.5 size-4 shrink-0 ${tone === 'danger' ? 'text-danger' : 'text-warning'}`}
      />
      <ul className="tabular flex min-w-0 flex-col gap-0.5">
        {shown.map((problem) => (
          <li key={`${problem.line} ${problem.column} ${problem.code} ${problem.name}`}>
            {t('line', { line: problem.line })} · {words(problem)}
          </li>
        ))}
        {count > shown.length && (
          <li className="text-muted">{t('moreProblems', { count: count - shown.length })}</li>
        )}
      </ul>
    </div>
  );
}
