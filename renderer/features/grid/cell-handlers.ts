import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  useLayoutEffect,
  useMemo,
  useRef,
} from 'react';
import { focusOn, selectAll, selectOnly, selectRange, toggle } from '../selection/selection.ts';
import type { SelectionStore } from '../selection/selection-store.ts';
import type { CellHandlers } from './row.ts';
import type { Layout } from './layout.ts';
import { isMove, moveFrom } from './navigation.ts';
import { type GridSource, idsBetween, idsHere } from './source.ts';

interface Wiring<T> {
  readonly layout: Layout | null;
  readonly source: GridSource<T>;
  readonly store: SelectionStore;
  readonly viewHeight: number;
  /** Brings the cell into view and gives it the keyboard. */
  readonly goTo: (index: number) => void;
  readonly onOpen: (item: T) => void;
  readonly onLook: (item: T) => void;
  /** The keyboard went to an item that is not fetched yet: choose it when it comes. */
  readonly chooseLater: (choose: (source: GridSource<T>) => boolean) => void;
}

interface Modifiers {
  readonly shift: boolean;
  readonly command: boolean;
}

const modifiersOf = (event: KeyboardEvent | MouseEvent): Modifiers => ({
  shift: event.shiftKey,
  command: event.ctrlKey || event.metaKey,
});

/** What happens on cells: the same functions for ever, which do what the last wiring says. */
export function useCellHandlers<T>(wiring: Wiring<T>) {
  const handlers = cellHandlers(wiring);
  const latest = useRef(handlers);
  useLayoutEffect(() => {
    latest.current = handlers;
  });
  const onCell = useMemo(
    (): CellHandlers => ({
      click: (index, event) => latest.current.click(index, event),
      focus: (index, event) => latest.current.focus(index, event),
      contextMenu: (index) => latest.current.contextMenu(index),
      keyDown: (index, event) => latest.current.keyDown(index, event),
      open: (index) => latest.current.open(index),
    }),
    [],
  );
  return { onCell, chooseAll: handlers.chooseAll };
}

/** What clicks and keys on a cell do to the selection and to the place of the keyboard. */
function cellHandlers<T>(wiring: Wiring<T>) {
  const { layout, source, store } = wiring;

  const range = async (index: number, id: string, add: boolean) => {
    const anchor = store.getState().anchor ?? id;
    const ids = await idsBetween(source, anchor, index);
    store.setState((selection) => selectRange(selection, ids, id, add), true);
  };

  /** Answers whether the item is here to be chosen. */
  const choose = (index: number, { shift, command }: Modifiers, from = source): boolean => {
    const item = from.itemAt(index);
    if (item === undefined) return false;
    const id = source.idOf(item);
    if (shift) void range(index, id, command);
    else if (command) store.setState((selection) => toggle(selection, id), true);
    else store.setState(selectOnly(id), true);
    return true;
  };

  const walk = (to: number, modifiers: Modifiers) => {
    wiring.goTo(to);
    const item = source.itemAt(to);
    if (modifiers.command && !modifiers.shift && item !== undefined) {
      store.setState((selection) => focusOn(selection, source.idOf(item)), true);
    } else if (!choose(to, { shift: modifiers.shift, command: false })) {
      wiring.chooseLater((later) => choose(to, { shift: modifiers.shift, command: false }, later));
    }
  };

  const chooseAll = async () => {
    const ids = idsHere(source) ?? (await source.allIds());
    store.setState((selection) => selectAll(selection, ids), true);
  };

  return {
    click: (index: number, event: MouseEvent) => void choose(index, modifiersOf(event)),
    chooseAll,

    open(index: number) {
      const item = source.itemAt(index);
      if (item !== undefined) wiring.onOpen(item);
    },

    /** The keyboard comes in from elsewhere: with nothing chosen, what it stands on is what the keys mean. */
    focus(index: number, event: FocusEvent) {
      const grid = event.currentTarget.closest('[role="grid"]');
      const isFromInside = grid?.contains(event.relatedTarget) ?? false;
      if (isFromInside || !event.currentTarget.matches(':focus-visible')) return;
      if (store.getState().ids.size === 0) choose(index, { shift: false, command: false });
    },

    /** A menu belongs to what is under the pointer: outside the selection it chooses that one first. */
    contextMenu(index: number) {
      const item = source.itemAt(index);
      if (item === undefined || store.getState().ids.has(source.idOf(item))) return;
      store.setState(selectOnly(source.idOf(item)), true);
    },

    keyDown(index: number, event: KeyboardEvent) {
      const item = source.itemAt(index);
      const modifiers = modifiersOf(event);
      if (isMove(event.key) && layout && !event.altKey) {
        walk(moveFrom(layout, index, event.key, wiring.viewHeight), modifiers);
      } else if (event.key === 'a' && modifiers.command) {
        void chooseAll();
      } else if (event.key === ' ' && item !== undefined) {
        if (modifiers.command) choose(index, { shift: false, command: true });
        else wiring.onLook(item);
      } else if (event.key === 'Enter' && item !== undefined && !modifiers.command) {
        wiring.onOpen(item);
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    },
  };
}
