import { CopyCheck, FileOutput, FolderSync, HardDrive } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { queryClient } from '../../data/client.ts';
import { query } from '../../data/query.ts';
import { useActions } from '../../state/actions.ts';
import { useView } from '../../state/view.ts';
import { useExport } from '../export/export-state.ts';
import { type LibraryTool, useLibraryView } from './library-view.ts';

/** What the palette offers of the library from every screen. */
export function useLibraryActions(): void {
  const { t } = useTranslation(['library', 'export', 'storage']);
  const { show, showSettings } = useView();
  const go = (tool: LibraryTool) => {
    useLibraryView.getState().openTool(tool);
    show('library');
  };
  useActions([
    {
      id: 'go-imports',
      title: t('tools.imports'),
      group: 'go',
      icon: FolderSync,
      keywords: t('tools.importsWords'),
      run: () => go('imports'),
    },
    {
      id: 'go-duplicates',
      title: t('tools.duplicates'),
      group: 'go',
      icon: CopyCheck,
      run: () => go('duplicates'),
    },
    {
      id: 'go-storage',
      title: t('storage:place.open'),
      group: 'go',
      icon: HardDrive,
      keywords: t('storage:words'),
      run: () => showSettings('storage'),
    },
    {
      id: 'export-all',
      title: t('export:all'),
      group: 'works',
      icon: FileOutput,
      run: () => void exportAll(),
    },
  ]);
}

/** All works outside the trash, whatever is in view. */
async function exportAll(): Promise<void> {
  const { all } = await queryClient.fetchQuery(query('library.counts'));
  if (all === 0) return;
  const filter = { shelf: 'all', sort: 'newest', stacked: false } as const;
  useExport.getState().ask({ what: { filter }, count: all });
}
