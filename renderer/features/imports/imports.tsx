import { useQuery } from '@tanstack/react-query';
import { FolderPlus, FolderSync, Upload } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { query } from '../../data/query.ts';
import { Inspector } from '../../frame/inspector.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { chooseFiles } from '../library/import/choose-files.ts';
import { AddFolderDialog } from './add-folder-dialog.tsx';
import { ImportCard } from './import-card.tsx';
import { useListedImports } from './listed-imports.ts';
import { WatchedCard } from './watched-card.tsx';

/** Folders that are watched, and what came of the last imports of folders and files. */
export function Imports() {
  const { t } = useTranslation(['imports', 'library']);
  const { data: watched } = useQuery(query('watched.list'));
  const history = useListedImports();
  const [isAdding, setAdding] = useState(false);
  const isEmpty = watched?.length === 0 && history?.length === 0;
  const add = (
    <Button variant="primary" icon={FolderPlus} onClick={() => setAdding(true)}>
      {t('addFolder')}
    </Button>
  );
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <header className="flex min-h-14 shrink-0 items-center gap-2 px-6 py-3">
        <h1 className="text-md min-w-0 flex-1 font-semibold">{t('title')}</h1>
        <Button icon={Upload} onClick={() => chooseFiles(null)}>
          {t('library:import.choose')}
        </Button>
        {!isEmpty && add}
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-6 pt-0.5 pb-8">
        {isEmpty && (
          <EmptyState icon={FolderSync} title={t('empty')} action={add}>
            {t('emptySentence')}
          </EmptyState>
        )}
        <div className="flex max-w-240 flex-col gap-8">
          {watched && watched.length > 0 && (
            <section aria-labelledby="imports-watched">
              <h2 id="imports-watched" className="mb-2 font-medium text-muted">
                {t('watched.title')}
              </h2>
              <ul className="flex flex-col gap-3">
                {watched.map((folder) => (
                  <WatchedCard key={folder.id} folder={folder} />
                ))}
              </ul>
            </section>
          )}
          {history && history.length > 0 && (
            <section aria-labelledby="imports-history">
              <h2 id="imports-history" className="mb-2 font-medium text-muted">
                {t('history.title')}
              </h2>
              <ul className="flex flex-col gap-3">
                {history.map((job) => (
                  <ImportCard key={job.id} job={job} />
                ))}
              </ul>
            </section>
          )}
        </div>
      </div>
      {isAdding && <AddFolderDialog onClose={() => setAdding(false)} />}
      <Inspector label={t('title')}>
        <p className="p-4 text-muted">{t('explain')}</p>
      </Inspector>
    </div>
  );
}
