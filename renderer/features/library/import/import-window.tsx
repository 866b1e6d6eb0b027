import {
  dropTargetForExternal,
  monitorForExternal,
} from '@atlaskit/pragmatic-drag-and-drop/external/adapter';
import { containsFiles } from '@atlaskit/pragmatic-drag-and-drop/external/file';
import { preventUnhandled } from '@atlaskit/pragmatic-drag-and-drop/prevent-unhandled';
import { useQuery } from '@tanstack/react-query';
import { Upload } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { query } from '../../../data/query.ts';
import { isTyping } from '../../../state/keys.ts';
import { useView } from '../../../state/view.ts';
import { useLibraryView } from '../library-view.ts';
import { droppedFiles } from './dropped-files.ts';
import { importFiles } from './import-store.ts';

/** Takes files that are dropped anywhere on the window, and pictures that are pasted. Once, over everything. */
export function ImportWindow() {
  const { t } = useTranslation('library');
  const [isOver, setOver] = useState(false);
  const collection = useTargetCollection();
  const collectionId = useRef<string | null>(null);
  useEffect(() => {
    collectionId.current = collection?.id ?? null;
  });

  useEffect(() => {
    const stopTarget = dropTargetForExternal({
      element: document.body,
      canDrop: containsFiles,
      onDrop({ source, location, self }) {
        // What was let go on a place of its own inside the window is that place's.
        if (location.current.dropTargets[0]?.element !== self.element) return;
        const into = collectionId.current;
        void droppedFiles(source.items).then((files) => importFiles(files, into));
      },
    });
    const stopMonitor = monitorForExternal({
      canMonitor: containsFiles,
      onDragStart() {
        // A file let go beside a target must not replace the page.
        preventUnhandled.start();
      },
      onDropTargetChange: ({ location }) =>
        setOver(location.current.dropTargets[0]?.element === document.body),
      onDrop() {
        preventUnhandled.stop();
        setOver(false);
      },
    });
    const onPaste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])].filter(({ type }) =>
        type.startsWith('image/'),
      );
      const hasText = event.clipboardData?.types.includes('text/plain') ?? false;
      if (files.length === 0 || (isTyping(event.target) && hasText)) return;
      event.preventDefault();
      importFiles(files, collectionId.current);
    };
    window.addEventListener('paste', onPaste);
    return () => {
      stopTarget();
      stopMonitor();
      window.removeEventListener('paste', onPaste);
    };
  }, []);

  if (!isOver) return null;
  return (
    <div className="bg-veil animate-fade pointer-events-none fixed inset-0 z-60 grid place-items-center p-8">
      <div className="bg-raised shadow-dialog outline-accent flex flex-col items-center gap-3 rounded-lg px-12 py-10 outline-2 -outline-offset-8 outline-dashed">
        <Upload aria-hidden className="text-accent size-8" />
        <p className="text-md font-semibold">
          {collection ? t('import.dropInto', { name: collection.name }) : t('import.drop')}
        </p>
        <p className="text-muted text-sm">{t('import.types')}</p>
      </div>
    </div>
  );
}

/** The collection in view, if the library shows one: what is dropped there belongs there. */
function useTargetCollection() {
  const isLibrary = useView(({ screen }) => screen === 'library');
  const place = useLibraryView((view) => view.place);
  const { data: collections = [] } = useQuery(query('collections.list'));
  if (!isLibrary || place.kind !== 'collection') return undefined;
  return collections.find(({ id }) => id === place.id);
}
