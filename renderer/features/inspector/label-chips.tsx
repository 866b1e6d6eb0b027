import { useTranslation } from 'react-i18next';
import { cx } from '../../ui/cx.ts';
import { useLibraryView } from '../library/library-view.ts';

interface LabelChipsProps {
  /** What the list is of, for those who hear it. */
  readonly name: string;
  readonly labels: readonly string[];
  /** How a label is shown, where that is not how it is searched for. */
  readonly wordOf?: (label: string) => string;
  /** Without a ground, beside others that have one. */
  readonly quiet?: boolean;
}

/** Labels of a picture; each finds the works that have it too. */
export function LabelChips({ name, labels, wordOf, quiet = false }: LabelChipsProps) {
  const { t } = useTranslation('inspector');
  const find = useLibraryView((view) => view.addTerm);
  if (labels.length === 0) return null;
  return (
    <ul aria-label={name} className="flex flex-wrap gap-1.5">
      {labels.map((label) => {
        const word = wordOf?.(label) ?? label;
        return (
          <li key={label} className="max-w-full">
            <button
              type="button"
              dir="auto"
              title={t('analysis.find', { label: word })}
              onClick={() => find('label', label)}
              className={cx(
                'ring-line h-7 max-w-full truncate rounded-md px-2.5 ring-1 ring-inset transition-colors',
                quiet ? 'text-muted hover:bg-hover' : 'bg-hover hover:bg-press',
              )}
            >
              {word}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
