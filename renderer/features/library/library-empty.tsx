import {
  FolderOpen,
  FolderSearch,
  Heart,
  Images,
  type LucideIcon,
  SearchX,
  Trash2,
  Upload,
  X,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Collection } from '../../../contract/assets.ts';
import { parseLibraryQuery } from '../../../contract/library-query.ts';
import { useView } from '../../state/view.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { chooseFiles } from './import/choose-files.ts';
import { useLibraryView } from './library-view.ts';
import { useProblemWords } from './search/use-problem-words.ts';

type Kind = 'all' | 'favorites' | 'trash' | 'collection' | 'smart' | 'search';

const PICTURES: Readonly<Record<Kind, LucideIcon>> = {
  all: Images,
  favorites: Heart,
  trash: Trash2,
  collection: FolderOpen,
  smart: FolderSearch,
  search: SearchX,
};

/** What a place is for while nothing is in it, and the way to put something there. */
export function LibraryEmpty({ collection }: { collection: Collection | undefined }) {
  const { t } = useTranslation('library');
  const { place, search, setSearch } = useLibraryView();
  const ofPlace =
    place.kind === 'shelf' ? place.shelf : collection?.search ? 'smart' : 'collection';
  const kind: Kind = search.trim() === '' ? ofPlace : 'search';
  const Picture = PICTURES[kind];
  return (
    <EmptyState
      icon={Picture}
      title={t(`empty.${kind}.title`, { search: search.trim(), name: collection?.name ?? '' })}
      action={
        kind === 'all' ? (
          <AllActions />
        ) : kind === 'search' ? (
          <Button icon={X} onClick={() => setSearch('')}>
            {t('clearSearch')}
          </Button>
        ) : undefined
      }
    >
      {kind === 'search' ? <WhyNothing search={search} /> : t(`empty.${kind}.sentence`)}
    </EmptyState>
  );
}

/** What is wrong with a filter of the search, else where words are looked for. */
function WhyNothing({ search }: { search: string }) {
  const { t } = useTranslation('library');
  const wordsOf = useProblemWords();
  const [wrong] = parseLibraryQuery(search).flatMap((term) => wordsOf(term) ?? []);
  return wrong ?? t('empty.search.sentence');
}

function AllActions() {
  const { t } = useTranslation('library');
  const show = useView((state) => state.show);
  return (
    <div className="flex gap-2">
      <Button onClick={() => show('workspace')}>{t('toWorkspace')}</Button>
      <Button icon={Upload} onClick={() => chooseFiles(null)}>
        {t('import.choose')}
      </Button>
    </div>
  );
}
