import { History, Redo2, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useActions } from '../state/actions.ts';
import { useShortcut } from '../state/shortcuts.ts';
import { CollectionDialogs } from './collections/collection-dialogs.tsx';
import { ExportLayer } from './export/export-layer.tsx';
import { DragHint } from './drag/drag-hint.tsx';
import { useLibraryActions } from './library/library-actions.ts';
import { ImportTray } from './library/import/import-tray.tsx';
import { ImportWindow } from './library/import/import-window.tsx';
import { HistoryDialog } from './undo/history-dialog.tsx';
import { useHistoryDialog } from './undo/history-state.ts';
import { redo, undo } from './undo/undo.ts';

/** What works need on every screen: undo, imports, dialogs and the drag's sentence. Once, in the frame. */
export function WorksLayer() {
  const { t } = useTranslation('history');
  const { isOpen, setOpen } = useHistoryDialog();
  useLibraryActions();
  useShortcut('undo', () => void undo());
  useShortcut('redo', () => void redo());
  useActions([
    {
      id: 'works.undo',
      title: t('undo'),
      group: 'works',
      icon: Undo2,
      shortcut: 'undo',
      run: () => void undo(),
    },
    {
      id: 'works.redo',
      title: t('redo'),
      group: 'works',
      icon: Redo2,
      shortcut: 'redo',
      run: () => void redo(),
    },
    {
      id: 'works.history',
      title: t('title'),
      group: 'works',
      icon: History,
      run: () => setOpen(true),
    },
  ]);
  return (
    <>
      <ImportWindow />
      <ImportTray />
      <CollectionDialogs />
      <ExportLayer />
      <DragHint />
      {isOpen && <HistoryDialog />}
    </>
  );
}
