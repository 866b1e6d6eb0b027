/**
 * What is chosen in a grid. Ids, not indexes: results arrive at the top and works go away while a
 * selection stands, and it must not slide onto its neighbours.
 *
 * `anchor` is where a range starts; `focus` is the one the keyboard stands on, chosen or not.
 */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly anchor: string | null;
  readonly focus: string | null;
}

export const EMPTY_SELECTION: Selection = { ids: new Set(), anchor: null, focus: null };

export function selectOnly(id: string): Selection {
  return { ids: new Set([id]), anchor: id, focus: id };
}

/** Ctrl/Cmd and a click: this one in or out, the others as they were. */
export function toggle(selection: Selection, id: string): Selection {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, anchor: id, focus: id };
}

/** The keyboard moves without choosing (Ctrl/Cmd and an arrow). */
export function focusOn(selection: Selection, id: string): Selection {
  return { ...selection, focus: id };
}

/**
 * Shift and a click or an arrow. `range` holds the ids from the anchor to the target, both included, in
 * either order. `add` keeps what was chosen before; else the range is all that is chosen. The anchor stays.
 */
export function selectRange(
  selection: Selection,
  range: readonly string[],
  target: string,
  add: boolean,
): Selection {
  const ids = new Set(add ? selection.ids : []);
  for (const id of range) ids.add(id);
  return { ids, anchor: selection.anchor ?? target, focus: target };
}

export function selectAll(selection: Selection, all: readonly string[]): Selection {
  return {
    ids: new Set(all),
    anchor: selection.anchor ?? all[0] ?? null,
    focus: selection.focus ?? all[0] ?? null,
  };
}

/**
 * A frame drawn with the mouse. `base` is the selection as the drawing began: what leaves the frame again goes
 * back to what it was.
 */
export function selectFrame(
  base: Selection,
  framed: readonly string[],
  mode: 'replace' | 'add' | 'toggle',
): Selection {
  if (mode === 'replace') return withFrame(base, new Set(framed), framed);
  const ids = new Set(base.ids);
  for (const id of framed) {
    if (mode === 'toggle' && base.ids.has(id)) ids.delete(id);
    else ids.add(id);
  }
  return withFrame(base, ids, framed);
}

function withFrame(base: Selection, ids: Set<string>, framed: readonly string[]): Selection {
  const last = framed.at(-1);
  return { ids, anchor: framed[0] ?? base.anchor, focus: last ?? base.focus };
}

/** Nothing chosen; the keyboard stays where it is. */
export function clear(selection: Selection): Selection {
  return { ids: new Set(), anchor: null, focus: selection.focus };
}

/** After works went away. `heir` is who stands in their place now, for the keyboard. */
export function without(
  selection: Selection,
  gone: Iterable<string>,
  heir: string | null,
): Selection {
  const lost = new Set(gone);
  const ids = new Set([...selection.ids].filter((id) => !lost.has(id)));
  const focusLost = selection.focus !== null && lost.has(selection.focus);
  if (ids.size === selection.ids.size && !focusLost) return selection;
  return {
    ids,
    anchor: selection.anchor !== null && lost.has(selection.anchor) ? heir : selection.anchor,
    focus: focusLost ? heir : selection.focus,
  };
}

/**
 * What a command acts on: the selection if `id` is in it, else that one alone. A hover button or a drag on a
 * tile outside the selection never touches the selection's works.
 */
export function targetsOf(selection: Selection, id: string): string[] {
  return selection.ids.has(id) ? [...selection.ids] : [id];
}
