import { FileOutput } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useActions } from '../../state/actions.ts';
import { useShortcut } from '../../state/shortcuts.ts';
import { useExport } from '../export/export-state.ts';
import { selections } from '../selection/selection-store.ts';
import { useLibraryLook } from './library-look.ts';
import { filterOf, useLibraryView } from './library-view.ts';

/** Where nothing is chosen, an export is of all that is in view. `total`: how many works that are. */
export function useExportOfView(name: string, total: number | undefined): void {
  const { t } = useTranslation('export');
  const { place, search, sort, stack } = useLibraryView();
  const isStacked = useLibraryLook((look) => look.isStacked);
  const isAsked = total !== undefined && total > 0 && stack === null;
  const ask = () => {
    if (!isAsked) return;
    // Each work of a stack by itself: what lies under the first one is exported too.
    const filter = { ...filterOf({ place, search, sort, isStacked }), stacked: false };
    useExport.getState().ask({ what: { filter }, count: total, name });
  };
  // What is chosen comes first.
  useShortcut(
    'export',
    () => (selections.library.getState().ids.size > 0 ? false : ask()),
    isAsked,
  );
  useActions(
    isAsked
      ? [
          {
            id: 'library.export',
            title: t('ofView', { name }),
            group: 'works',
            icon: FileOutput,
            shortcut: 'export',
            run: ask,
          },
        ]
      : [],
  );
}
