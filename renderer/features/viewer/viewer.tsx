import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Command } from '../grid/command.ts';
import type { GridSource } from '../grid/source.ts';
import { selectOnly } from '../selection/selection.ts';
import type { SelectionStore } from '../selection/selection-store.ts';
import { Filmstrip } from './filmstrip.tsx';
import { LargePicture } from './large-picture.tsx';
import { ZOOM_STEP } from './use-camera.ts';
import { nameOf, type ViewedWork } from './viewed-work.ts';
import { ViewerBar } from './viewer-bar.tsx';
import { useViewer } from './viewer-state.ts';

interface ViewerProps<T> {
  readonly source: GridSource<T>;
  readonly store: SelectionStore;
  readonly commands: readonly Command[];
  /** Undefined for what can't be looked at, such as a job. */
  readonly workOf: (item: T) => ViewedWork | undefined;
  /** Where places have names of their own; else a work is called by its title or prompt. */
  readonly placeOf?: (item: T) => string;
  /** Items beside one another, where they stand in rows: up and down go from row to row. */
  readonly columns?: number;
}

/** The large view over a grid. It follows the grid's order, and the grid's selection follows it. */
export function Viewer<T>(props: ViewerProps<T>): ReactNode {
  const { id, close } = useViewer();
  useEffect(() => close, [close]);
  return id === null ? null : <OpenViewer {...props} id={id} />;
}

function OpenViewer<T>({
  source,
  store,
  commands,
  workOf,
  placeOf,
  columns = 1,
  id,
}: ViewerProps<T> & { id: string }) {
  const { t } = useTranslation('viewer');
  const { isLook, show, close } = useViewer();
  const ref = useRef<HTMLDivElement>(null);

  // A work that is saved, discarded or trashed from here gives way to the one that takes its place.
  const [lastIndex, setLastIndex] = useState(0);
  const found = source.indexOf(id);
  if (found >= 0 && found !== lastIndex) setLastIndex(found);
  const index = found >= 0 ? found : Math.min(lastIndex, source.count - 1);
  const item = source.itemAt(index);
  const work = item === undefined ? undefined : workOf(item);

  useEffect(() => {
    if (source.count === 0) close();
    else if (found < 0 && work) {
      show(work.id);
      store.setState(selectOnly(work.id), true);
    } else if (item !== undefined && !work) close();
  }, [source, found, work, item, close, show, store]);
  useEffect(() => source.request(index - 12, index + 13), [source, index]);
  useEffect(() => ref.current?.focus({ preventScroll: true }), []);

  if (!work) return null;
  const goTo = (to: number) => {
    const next = source.itemAt(to);
    const nextWork = next === undefined ? undefined : workOf(next);
    if (!nextWork) return;
    show(nextWork.id);
    store.setState(selectOnly(nextWork.id), true);
  };
  /** To the next that can be looked at; one that is not fetched yet is waited for. */
  const goBy = (step: number) => {
    for (let to = index + step; to >= 0 && to < source.count; to += step) {
      const next = source.itemAt(to);
      if (next === undefined || workOf(next)) return goTo(to);
    }
  };
  const name = (item !== undefined && placeOf?.(item)) || (nameOf(work) ?? t('untitled'));

  return (
    <section
      ref={ref}
      tabIndex={-1}
      aria-label={t('label', { name })}
      className="bg-well animate-fade absolute inset-0 z-20 flex flex-col outline-none"
    >
      <LargePicture work={work} alt={name}>
        {(camera) => (
          <ViewerKeys
            target={ref}
            onKey={(event) => {
              const act = keyAction(event, isLook, {
                previous: () => goBy(-1),
                next: () => goBy(1),
                above: () => goBy(-columns),
                below: () => goBy(columns),
                first: () => goTo(0),
                last: () => goTo(source.count - 1),
                zoomIn: () => camera.zoomBy(ZOOM_STEP),
                zoomOut: () => camera.zoomBy(1 / ZOOM_STEP),
                fitOrActual: () => (camera.isWhole ? camera.zoomTo(1) : camera.fit()),
                close,
              });
              if (!act) return;
              event.preventDefault();
              event.stopPropagation();
              act();
            }}
          >
            <ViewerBar
              work={work}
              name={name}
              position={t('position', { at: index + 1, count: source.count })}
              camera={camera}
              commands={commands}
              onPrevious={index > 0 ? () => goBy(-1) : undefined}
              onNext={index < source.count - 1 ? () => goBy(1) : undefined}
              onClose={close}
            />
          </ViewerKeys>
        )}
      </LargePicture>
      {!isLook && <Filmstrip source={source} index={index} workOf={workOf} onShow={goTo} />}
    </section>
  );
}

interface KeyActions {
  readonly previous: () => void;
  readonly next: () => void;
  readonly above: () => void;
  readonly below: () => void;
  readonly first: () => void;
  readonly last: () => void;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly fitOrActual: () => void;
  readonly close: () => void;
}

const KEYS: Readonly<Record<string, keyof KeyActions>> = {
  ArrowLeft: 'previous',
  ArrowRight: 'next',
  ArrowUp: 'above',
  ArrowDown: 'below',
  Home: 'first',
  End: 'last',
  '+': 'zoomIn',
  '=': 'zoomIn',
  '-': 'zoomOut',
  z: 'fitOrActual',
  Escape: 'close',
};

function keyAction(
  event: globalThis.KeyboardEvent | KeyboardEvent,
  isLook: boolean,
  actions: KeyActions,
): (() => void) | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const onButton = event.target instanceof Element && event.target.closest('button') !== null;
  if (event.key === ' ' && !onButton) return isLook ? actions.close : actions.next;
  if (event.key === 'Enter' && !onButton) return actions.close;
  const name = KEYS[event.key];
  return name && actions[name];
}

/** Listens on the whole view: the keys work wherever in it the focus is. */
function ViewerKeys(props: {
  target: React.RefObject<HTMLElement | null>;
  onKey: (event: globalThis.KeyboardEvent) => void;
  children: ReactNode;
}) {
  const latest = useRef(props.onKey);
  useEffect(() => {
    latest.current = props.onKey;
  });
  const { target } = props;
  useEffect(() => {
    const element = target.current;
    const listener = (event: globalThis.KeyboardEvent) => latest.current(event);
    element?.addEventListener('keydown', listener);
    return () => element?.removeEventListener('keydown', listener);
  }, [target]);
  return props.children;
}
