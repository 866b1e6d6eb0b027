import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DropPlace } from '../features/drag/drop-place.tsx';
import { recallFile } from '../features/recipe/recall-file.ts';
import { PromptBar } from '../features/prompt/prompt-bar.tsx';
import { QueueStrip } from '../features/queue/queue-strip.tsx';
import { CareStrip } from '../features/storage/care-strip.tsx';
import { useView } from '../state/view.ts';
import { cx } from '../ui/cx.ts';
import { Panel } from '../ui/panel.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { InspectorSlot, useInspector, useInspectorOpen } from './inspector.tsx';
import { InspectorToggle } from './inspector-toggle.tsx';
import { Rail } from './rail.tsx';
import { ReadOnlyNotice } from './read-only-notice.tsx';
import { SCREENS } from './screens.tsx';
import { SkipLink } from './skip-link.tsx';
import { SyncState } from './sync-state.tsx';

/** Rail, prompt bar, the work, inspector and queue strip: the same around every screen. */
export function Frame() {
  const { t } = useTranslation(['frame', 'recipe']);
  const { screen, inspectorWidth, setInspectorWidth } = useView();
  const inspectorLabel = useInspector((state) => state.label);
  const [inspectorOpen, setInspectorOpen] = useInspectorOpen();
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  const entry = SCREENS.find(({ id }) => id === screen) ?? SCREENS[0];
  if (!entry) return null;
  const { component: Screen, prompt } = entry;
  return (
    <InspectorSlot value={slot}>
      <div className="flex h-full min-w-0 flex-col">
        <SkipLink />
        <ReadOnlyNotice />
        <div className="flex min-h-0 flex-1">
          <Rail />
          <div className="relative flex min-w-0 flex-1">
            <div className="flex min-w-0 flex-1 flex-col">
              {prompt && (
                <ErrorBoundary resetKey="prompt">
                  <DropPlace
                    place={{ kind: 'prompt' }}
                    onFiles={(files) => void recallFile(files)}
                    fileHint={t('recipe:dropFile')}
                    className={cx(
                      '-outline-offset-4',
                      prompt === 'compact' && 'relative h-16 shrink-0',
                    )}
                  >
                    <PromptBar compact={prompt === 'compact'} />
                  </DropPlace>
                </ErrorBoundary>
              )}
              <main
                id="work"
                tabIndex={-1}
                aria-label={t(`screens.${screen}`)}
                className="relative min-h-0 flex-1 outline-none"
              >
                <ErrorBoundary resetKey={screen}>
                  <Screen />
                </ErrorBoundary>
              </main>
            </div>
            {inspectorLabel !== null && (
              <Panel
                label={inspectorLabel}
                open={inspectorOpen}
                onOpenChange={setInspectorOpen}
                width={inspectorWidth}
                onWidthChange={setInspectorWidth}
              >
                <div ref={setSlot} className="h-full" />
              </Panel>
            )}
          </div>
        </div>
        <footer
          aria-label={t('status')}
          className="relative flex h-9 shrink-0 items-stretch border-t border-line bg-panel"
        >
          <QueueStrip />
          <CareStrip />
          <SyncState />
          <InspectorToggle />
        </footer>
      </div>
    </InspectorSlot>
  );
}
