import { useTranslation } from 'react-i18next';
import type { BatchCheck } from '../../../contract/studio/batch.ts';
import { useErrorWords } from '../../i18n/error-words.ts';
import { useFormat } from '../../i18n/format.ts';
import { cx } from '../../ui/cx.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useModelName } from '../prompt/model-words.ts';
import { ProblemList } from './problem-list.tsx';

interface BatchPreviewProps {
  readonly check: BatchCheck | undefined;
  readonly error: unknown;
  /** Of a plan that was changed since. */
  readonly isOld: boolean;
  /** No prompt was written yet, and no column or form has one. */
  readonly isUnwritten: boolean;
}

/** The first rows as they would be run, what all of it costs and takes, and what is wrong. */
export function BatchPreview({ check, error, isOld, isUnwritten }: BatchPreviewProps) {
  const { t } = useTranslation(['batch', 'common']);
  const words = useErrorWords();
  const format = useFormat();
  const nameOf = useModelName();
  if (!check) {
    return error ? (
      <p role="alert" className="text-danger">
        {words(error).sentence}
      </p>
    ) : (
      <Skeleton className="h-48" />
    );
  }
  if (isUnwritten) {
    return (
      <section aria-label={t('preview')} className="flex min-w-0 flex-col gap-3">
        <h2 className="text-muted text-sm font-medium">{t('preview')}</h2>
        <p className="bg-panel ring-line text-muted rounded-lg p-3 ring-1">{t('unwritten')}</p>
      </section>
    );
  }
  const facts: [string, string][] = [
    [t('pictures'), format.number(check.pictures)],
    [
      t('price'),
      check.credits === 0 ? t('common:free') : t('common:credits', { count: check.credits }),
    ],
    [t('time'), check.seconds === null ? t('unknownTime') : format.duration(check.seconds)],
  ];
  return (
    <section
      aria-label={t('preview')}
      aria-busy={isOld}
      className={cx('flex min-w-0 flex-col gap-3 transition-opacity', isOld && 'opacity-60')}
    >
      <h2 className="text-muted text-sm font-medium">{t('preview')}</h2>
      <ol className="bg-panel ring-line divide-line divide-y rounded-lg ring-1">
        {check.preview.map(({ line, prompt, model, aspectRatio, count }) => (
          <li key={line} className="flex flex-col gap-1 p-3">
            <span dir="auto" className="line-clamp-2">
              {prompt || '—'}
            </span>
            <span className="tabular text-muted text-sm">
              {[
                t('line', { line }),
                nameOf(model),
                aspectRatio,
                t('common:pictures', { count }),
              ].join(' · ')}
            </span>
          </li>
        ))}
      </ol>
      <dl className="grid grid-cols-3 gap-3">
        {facts.map(([name, value]) => (
          <div key={name} className="bg-panel ring-line rounded-lg p-3 ring-1">
            <dt className="text-muted text-sm">{name}</dt>
            <dd className="tabular text-md font-semibold">{value}</dd>
          </div>
        ))}
      </dl>
      {!check.affordable && (
        <p role="alert" className="text-danger">
          {t('tooDear', { balance: t('common:credits', { count: check.balance }) })}
        </p>
      )}
      {check.refused > 0 && (
        <>
          <p>{t('refusedRows', { count: check.refused })}</p>
          <ProblemList problems={check.problems} count={check.problems.length} tone="warning" />
        </>
      )}
    </section>
  );
}
