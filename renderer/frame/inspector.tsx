import { createContext, type ReactNode, useContext, useEffect } from 'react';
import { createPortal } from 'react-dom';
import { create } from 'zustand';
import { useIsWide } from '../state/media-query.ts';
import { useView } from '../state/view.ts';

/** Where the frame has room for an inspector; null while the panel is folded away. */
export const InspectorSlot = createContext<HTMLElement | null>(null);

interface InspectorState {
  /** The name of the inspector of the screen; null where there is none, and no panel. */
  label: string | null;
  setLabel: (label: string | null) => void;
}

export const useInspector = create<InspectorState>()((set) => ({
  label: null,
  setLabel: (label) => set({ label }),
}));

/** Whether the panel is open. Over the work in a narrow window it starts folded, and does not remember. */
export function useInspectorOpen(): [open: boolean, setOpen: (open: boolean) => void] {
  const isWide = useIsWide();
  const view = useView();
  return isWide
    ? [view.inspectorOpen, view.setInspectorOpen]
    : [view.inspectorFloating, view.setInspectorFloating];
}

/**
 * The inspector of a screen: what stands in it appears in the frame's panel at the right, which the creator
 * opens, folds and resizes. A screen has at most one.
 */
export function Inspector({ label, children }: { label: string; children: ReactNode }) {
  const slot = useContext(InspectorSlot);
  const setLabel = useInspector((state) => state.setLabel);
  useEffect(() => {
    setLabel(label);
    return () => setLabel(null);
  }, [label, setLabel]);
  return slot && createPortal(children, slot);
}
