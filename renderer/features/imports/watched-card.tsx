import { Eye, FolderX, Pause, Play, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { WatchedFolder } from '../../../contract/studio/imports.ts';
import { useAction } from '../../data/use-action.ts';
import { useErrorWords } from '../../i18n/error-words.ts';
import { useFormat } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { IntoCollection } from './into-collection.tsx';
import { Refusals } from './refusals.tsx';

/** A folder whose files come into the library by themselves: whether it is watched, and what it brought. */
export function WatchedCard({ folder }: { folder: WatchedFolder }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const words = useErrorWords();
  const pause = useAction('watched.pause');
  const remove = useAction('watched.remove');
  const { id, path, paused, error, added, broughtAt, lookedAt, refusals } = folder;
  const [Icon, tone] = error
    ? [FolderX, 'text-warning']
    : paused
      ? [Pause, 'text-icon']
      : [Eye, 'text-success'];
  return (
    <li className="rounded-lg bg-panel p-4 ring-1 ring-line ring-inset">
      <div className="flex items-start gap-3">
        <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${tone}`} />
        <div className="min-w-0 flex-1">
          <p className="font-medium break-all">{path}</p>
          <p className="text-sm text-muted">
            {paused
              ? t('watched.paused')
              : lookedAt === null
                ? t('watched.looking')
                : t('watched.looked', { when: format.relative(lookedAt) })}
            {' · '}
            {t('watched.added', { count: added })}
            {broughtAt !== null &&
              ` · ${t('watched.brought', { when: format.relative(broughtAt) })}`}
            <IntoCollection id={folder.collectionId} />
          </p>
          {error && <p className="mt-1 text-sm text-warning">{words(error).sentence}</p>}
        </div>
        <Button
          size="sm"
          icon={paused ? Play : Pause}
          disabled={pause.isPending}
          onClick={() => pause.mutate({ id, paused: !paused })}
        >
          {t(paused ? 'watched.goOn' : 'watched.pause')}
        </Button>
        <IconButton
          icon={X}
          size="sm"
          label={t('watched.remove', { path })}
          onClick={() => remove.mutate({ id })}
        />
      </div>
      <Refusals count={refusals.length} refusals={refusals} />
    </li>
  );
}
