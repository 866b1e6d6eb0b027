import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorBody } from '../../../contract/errors.ts';
import { useErrorWords } from '../../i18n/error-words.ts';

interface RefusalsProps {
  /** All there were; the list may name fewer. */
  readonly count: number;
  readonly refusals: readonly { readonly path: string; readonly error: ErrorBody }[];
  /** What can be done about them. */
  readonly children?: ReactNode;
}

/** Files that were not taken, each with its reason; folded away until somebody asks. */
export function Refusals({ count, refusals, children }: RefusalsProps) {
  const { t } = useTranslation('imports');
  const words = useErrorWords();
  if (count === 0) return null;
  return (
    <details className="mt-2 text-sm">
      <summary className="w-fit cursor-pointer rounded-sm text-warning">
        {t('refusals', { count })}
      </summary>
      <ul className="mt-1.5 flex flex-col gap-1">
        {refusals.map(({ path, error }, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- files of two folders may have one name; the list only grows
          <li key={`${path} ${at}`} className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)] gap-4">
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
      {children && <div className="mt-2">{children}</div>}
    </details>
  );
}
