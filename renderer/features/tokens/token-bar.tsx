import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/icon-button.tsx';
import { Select } from '../../ui/select.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { insertText } from './insert-token.ts';
import { TokenSetDialog } from './token-set-dialog.tsx';
import { NO_SET, useFilling, useTokenChoice } from './token-choice.ts';

/** The chosen set and its tokens as chips: pressed they are written where the caret was, dragged where they fall. */
export function TokenBar({ fallback }: { fallback?: HTMLTextAreaElement | null }) {
  const { t } = useTranslation('tokens');
  const { sets, set } = useFilling();
  const choose = useTokenChoice((choice) => choice.choose);
  const [isEdited, setEdited] = useState(false);
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-1.5">
      <Select
        variant="quiet"
        label={t('set')}
        value={set?.id ?? NO_SET}
        onChange={choose}
        options={[
          { value: NO_SET, label: t('none') },
          ...sets.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        className="max-w-44"
      />
      <IconButton icon={Pencil} label={t('edit')} onClick={() => setEdited(true)} />
      {set?.tokens.map(({ name, value }) => (
        <Tooltip key={name} label={value === '' ? t('insertHint') : value}>
          <button
            type="button"
            draggable
            aria-label={t('insert', { name })}
            onDragStart={(event) => event.dataTransfer.setData('text/plain', `[${name}]`)}
            // The field keeps its caret.
            onMouseDown={(event) => event.detail > 1 && event.preventDefault()}
            onClick={() => insertText(`[${name}]`, fallback)}
            className="bg-accent-soft text-accent-text inline-flex h-6 max-w-48 cursor-grab items-center rounded-md px-2 text-sm font-medium"
          >
            <span className="truncate">{name}</span>
          </button>
        </Tooltip>
      ))}
      {isEdited && <TokenSetDialog startId={set?.id ?? null} onClose={() => setEdited(false)} />}
    </div>
  );
}
