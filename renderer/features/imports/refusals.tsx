import { useTranslation } from 'react-i18next';
import type { ErrorBody } from '../../../contract/errors.ts';
import { useErrorWords } from '../../i18n/error-words.ts';

interface RefusalsProps {
  /** All there were; the list may name fewer. */
  readonly count: number;
  readonly refusals: readonly { readonly path: string; readonly error: ErrorBody }[];
}

/** Files that were not taken, each with its reason; folded away until somebody asks. */
export function Refusals({ count, refusals }: RefusalsProps) {
  const { t } = useTranslation('imports');
  const words = useErrorWords();
  if (count === 0) return null;
  return (
    <details className="mt-2 text-sm">
      <summary className="w-fit cursor-pointer rounded-sm text-warning">
        {t('refusals', { count })}
      </summary>
      <ul className="mt-1.5 flex flex-col gap-1">
        {refusals.map(({ path, error }) => (
          <li key={path} className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)] gap-4">
            <span className="truncate" title={path}>
              {path}
            </span>
            <span className="text-muted" title={words(error).advice}>
              {words(error).title}
            </span>
          </li>
        ))}
        {count > refusals.length && (
          <li className="text-muted">{t('more', { count: count - refusals.length })}</li>
        )}
      </ul>
    </details>
  );
}
