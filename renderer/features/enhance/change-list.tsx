import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';

interface Change {
  readonly id: number;
  /** What a screen reader takes. */
  readonly name: string;
  readonly words: ReactNode;
  readonly why?: string | undefined;
}

interface ChangeListProps {
  readonly changes: readonly Change[];
  readonly accepted: ReadonlySet<number>;
  readonly onToggle: (id: number) => void;
}

/** Changes of a prompt, each to be taken or left. */
export function ChangeList({ changes, accepted, onToggle }: ChangeListProps) {
  const { t } = useTranslation('enhance');
  if (changes.length === 0) return null;
  return (
    <ul aria-label={t('changes')} className="flex max-h-72 flex-col gap-1 overflow-y-auto p-0.5">
      {changes.map(({ id, name, words, why }) => (
        <li key={id} className="flex items-start gap-2.5 rounded-md py-1">
          <Checkbox
            checked={accepted.has(id)}
            onChange={() => onToggle(id)}
            label={t('take', { what: name })}
            className="mt-0.5"
          />
          <span className="min-w-0">
            <span className="wrap-break-word" dir="auto">
              {words}
            </span>
            {why !== undefined && <span className="text-muted block text-sm">{why}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}

interface TakeButtonsProps {
  /** How many changes there are, and how many of them are taken. */
  readonly total: number;
  readonly taken: number;
  readonly onTake: () => void;
  readonly onClose: () => void;
}

/** The end of a dialog that proposes changes. */
export function TakeButtons({ total, taken, onTake, onClose }: TakeButtonsProps) {
  const { t } = useTranslation(['enhance', 'common']);
  return (
    <>
      <Button onClick={onClose}>{t('common:cancel')}</Button>
      <Button variant="primary" disabled={taken === 0} onClick={onTake}>
        {taken === total ? t('accept') : t('acceptSome', { count: taken })}
      </Button>
    </>
  );
}
