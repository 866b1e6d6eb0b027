import { Heart, SearchX, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { GENERATOR_CATEGORIES } from '../../../contract/generators.ts';
import type { GeneratorShelf } from '../../../contract/studio/generators.ts';
import type { Language } from '../../i18n/language.ts';
import { SHORTCUTS, useShortcut } from '../../state/shortcuts.ts';
import { mediaUrl } from '../../transport/media.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import { findGenerators } from './find-generators.ts';
import { BlankSheet } from './blank-sheet.tsx';
import { GeneratorIcon } from './generator-icon.tsx';
import { type Shown, useGenerators } from './generators-state.ts';

type Shelved = GeneratorShelf['generators'][number];

const SHOWN: readonly Shown[] = ['all', 'favorites', 'recent', ...GENERATOR_CATEGORIES];
const SEARCH = 'generator-search';

/** Every generator by category, with what each made last. */
export function Gallery({ shelf }: { shelf: GeneratorShelf }) {
  const { t, i18n } = useTranslation('generators');
  const state = useGenerators();
  const [search, setSearch] = useState('');
  useShortcut('search', () => document.getElementById(SEARCH)?.focus());
  const language = i18n.language as Language;
  const found = findGenerators(shelf.generators, { shown: state.shown, search, language }, state);
  const reset = () => {
    setSearch('');
    state.show('all');
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-wrap items-center gap-3 px-6 pb-4">
        <Input
          id={SEARCH}
          type="search"
          aria-label={t('search')}
          aria-keyshortcuts={SHORTCUTS.search.keys}
          placeholder={t('search')}
          value={search}
          onChange={({ target }) => setSearch(target.value)}
          className="max-w-64"
        />
        <Categories shown={state.shown} onShow={state.show} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-6 pt-0.5 pb-6">
        {found.length === 0 ? (
          <NothingFound shown={search === '' ? state.shown : 'all'} onReset={reset} />
        ) : (
          <ul className="grid grid-cols-[repeat(auto-fill,minmax(13rem,1fr))] gap-4">
            {found.map((generator) => (
              <GeneratorCard key={generator.id} generator={generator} language={language} />
            ))}
          </ul>
        )}
        <Refused refused={shelf.refused} />
      </div>
    </div>
  );
}

function Categories({ shown, onShow }: { shown: Shown; onShow: (shown: Shown) => void }) {
  const { t } = useTranslation('generators');
  return (
    <fieldset className="flex flex-wrap gap-1">
      <legend className="sr-only">{t('category')}</legend>
      {SHOWN.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={shown === one}
          onClick={() => onShow(one)}
          className={cx(
            'h-7 rounded-md px-2.5 text-sm transition-colors',
            shown === one ? 'bg-press text-ink' : 'text-muted hover:bg-hover hover:text-ink',
          )}
        >
          {t(`categories.${one}`)}
        </button>
      ))}
    </fieldset>
  );
}

function GeneratorCard({ generator, language }: { generator: Shelved; language: Language }) {
  const { t } = useTranslation('generators');
  const { favorites, pictures, open, toggleFavorite } = useGenerators();
  const { id, source } = generator;
  const name = generator.title[language];
  const isFavorite = favorites.includes(id);
  const picture = pictures[id];
  return (
    <li className="group bg-panel ring-line hover:ring-edge relative overflow-hidden rounded-lg ring-1 transition-shadow">
      <button
        type="button"
        data-generator={id}
        onClick={() => open(id)}
        className="ring-inside flex size-full flex-col rounded-lg text-left"
      >
        <span
          aria-hidden
          className="bg-well text-icon grid aspect-3/2 w-full place-items-center overflow-hidden"
        >
          {picture === undefined ? (
            <BlankSheet generator={generator} />
          ) : (
            <img
              src={mediaUrl(picture, 256)}
              alt=""
              loading="lazy"
              className="size-full object-cover"
            />
          )}
        </span>
        <span className="flex flex-1 flex-col gap-1 p-3">
          <span className="flex items-center gap-2 pr-7 font-medium">
            {picture !== undefined && (
              <GeneratorIcon name={generator.icon} className="text-icon size-4 shrink-0" />
            )}
            <span className="truncate">{name}</span>
            {source === 'own' && <span className="text-muted text-xs font-normal">{t('own')}</span>}
          </span>
          <span className="text-muted text-sm">{generator.description[language]}</span>
        </span>
      </button>
      <IconButton
        icon={Heart}
        size="sm"
        label={t(isFavorite ? 'unfavorite' : 'favorite', { name })}
        pressed={isFavorite}
        onClick={() => toggleFavorite(id)}
        className={cx(
          'absolute top-2 right-2 [&>svg]:transition-colors',
          isFavorite
            ? '[&>svg]:fill-current'
            : 'opacity-0 group-focus-within:opacity-100 group-hover:opacity-100',
        )}
      />
    </li>
  );
}

function NothingFound({ shown, onReset }: { shown: Shown; onReset: () => void }) {
  const { t } = useTranslation('generators');
  const [title, advice] =
    shown === 'favorites'
      ? (['noFavorites', 'noFavoritesAdvice'] as const)
      : shown === 'recent'
        ? (['noRecent', 'noRecentAdvice'] as const)
        : (['nothing', 'nothingAdvice'] as const);
  return (
    <EmptyState
      icon={SearchX}
      title={t(title)}
      action={<Button onClick={onReset}>{t('showAll')}</Button>}
    >
      {t(advice)}
    </EmptyState>
  );
}

function Refused({ refused }: Pick<GeneratorShelf, 'refused'>) {
  const { t } = useTranslation('generators');
  if (refused.length === 0) return null;
  return (
    <details className="bg-panel ring-line mt-6 rounded-lg p-3 ring-1">
      <summary className="flex items-center gap-2 rounded-md">
        <TriangleAlert aria-hidden className="text-warning size-4" />
        {t('refused', { count: refused.length })}
      </summary>
      <ul className="mt-3 flex flex-col gap-2 text-sm">
        {refused.map(({ file, reasons }) => (
          <li key={file}>
            <span className="font-medium">{file}</span>
            {/* For whoever wrote the file: its own field names, in English. */}
            <ul className="text-muted list-disc pl-5" lang="en">
              {reasons.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </details>
  );
}
