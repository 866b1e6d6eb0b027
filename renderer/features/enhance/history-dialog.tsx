import { useQuery } from '@tanstack/react-query';
import { Heart } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PromptEntry } from '../../../contract/studio/prompts.ts';
import { query } from '../../data/query.ts';
import { useAction } from '../../data/use-action.ts';
import { useFormat } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import { writePrompt } from './write-prompt.ts';

const STEP = 50;

/** The prompts that were sent or kept: searched, kept, and used again. */
export function HistoryDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('enhance');
  const [search, setSearch] = useState('');
  const [favorites, setFavorites] = useState(false);
  const [limit, setLimit] = useState(STEP);
  const { data } = useQuery({
    ...query('prompts.history', { search, favorites, limit }),
    placeholderData: (before) => before,
  });
  const use = ({ prompt, negativePrompt }: PromptEntry) => {
    writePrompt({ prompt, negativePrompt }, 'accepted');
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('history')}
      className="max-w-180"
    >
      <div className="flex items-center gap-4">
        <Input
          type="search"
          aria-label={t('search')}
          placeholder={t('search')}
          value={search}
          maxLength={200}
          onChange={({ target }) => setSearch(target.value)}
        />
        <span className="flex shrink-0 items-center gap-2">
          <Checkbox id="history-favorites" checked={favorites} onChange={setFavorites} />
          <label htmlFor="history-favorites">{t('favorites')}</label>
        </span>
      </div>
      {data?.items.length === 0 && (
        <p className="text-muted mt-4">{t(search === '' ? 'noHistory' : 'noFound')}</p>
      )}
      <ul className="mt-3 flex flex-col gap-0.5">
        {data?.items.map((entry) => (
          <Entry
            key={`${entry.prompt}\n${entry.negativePrompt}`}
            entry={entry}
            onUse={() => use(entry)}
          />
        ))}
      </ul>
      {data && data.total > data.items.length && (
        <Button className="mt-3" onClick={() => setLimit(Math.min(limit + STEP, 500))}>
          {t('more')}
        </Button>
      )}
    </Dialog>
  );
}

function Entry({ entry, onUse }: { entry: PromptEntry; onUse: () => void }) {
  const { t } = useTranslation('enhance');
  const format = useFormat();
  const keep = useAction('prompts.favorite');
  const forget = useAction('prompts.unfavorite');
  const { prompt, negativePrompt, favoriteId, uses, lastUsedAt } = entry;
  const toggle = () =>
    favoriteId === null
      ? keep.mutate({ prompt, negativePrompt })
      : forget.mutate({ id: favoriteId });
  return (
    <li className="hover:bg-hover flex items-start gap-2 rounded-md">
      <button
        type="button"
        title={t('usePrompt')}
        onClick={onUse}
        className="ring-inside min-w-0 flex-1 rounded-md p-2 text-left"
      >
        <span className="line-clamp-2 wrap-break-word" dir="auto">
          {prompt}
        </span>
        <span className="text-muted mt-0.5 block text-sm">
          {format.relative(lastUsedAt)}
          {uses > 0 && ` · ${t('used', { count: uses })}`}
        </span>
      </button>
      <IconButton
        icon={Heart}
        label={t(favoriteId === null ? 'favorite' : 'unfavorite')}
        pressed={favoriteId !== null}
        onClick={toggle}
        className={favoriteId === null ? 'm-1' : 'm-1 [&>svg]:fill-current'}
      />
    </li>
  );
}
