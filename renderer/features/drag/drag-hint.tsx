import { monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useDragging } from './dragging.ts';
import { readPayload } from './payload.ts';

/** The sentence beside the pointer that says what letting go would do. Once, over everything. */
export function DragHint() {
  const { t } = useTranslation('drag');
  const over = useDragging((state) => state.over);
  const count = useDragging(({ payload }) => (payload?.kind === 'works' ? payload.ids.length : 0));
  const ref = useRef<HTMLDivElement>(null);
  useEffect(
    () =>
      monitorForElements({
        canMonitor: ({ source }) => readPayload(source.data) !== undefined,
        onDrag({ location }) {
          const { clientX, clientY } = location.current.input;
          ref.current?.style.setProperty('translate', `${clientX + 14}px ${clientY - 36}px`);
        },
      }),
    [],
  );
  return (
    <div ref={ref} aria-live="polite" className="pointer-events-none fixed top-0 left-0 z-60">
      {over && (
        <span className="bg-accent-solid text-on-accent shadow-float block max-w-80 truncate rounded-md px-2.5 py-1 font-medium">
          {t(over.outcome, { count, name: over.name })}
        </span>
      )}
    </div>
  );
}
