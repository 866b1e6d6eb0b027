import { create } from 'zustand';
import type { ExportOptions } from '../../../contract/studio/export.ts';

/** What is to be exported. */
export interface ExportSubject {
  readonly what: ExportOptions['what'];
  readonly count: number;
  /** The shelf or collection, where it is not a selection. */
  readonly name?: string;
}

/** An export that was begun in this window. */
export interface RunningExport {
  readonly id: string;
  readonly to: ExportOptions['to'];
}

interface ExportState {
  readonly subject: ExportSubject | null;
  readonly running: RunningExport | null;
  /** Whether the dialog of the one that runs is in sight. */
  readonly isShown: boolean;
  readonly ask: (subject: ExportSubject) => void;
  readonly begin: (running: RunningExport) => void;
  readonly show: () => void;
  /** Out of sight; what runs goes on. */
  readonly close: () => void;
  readonly forget: () => void;
}

export const useExport = create<ExportState>((set) => ({
  subject: null,
  running: null,
  isShown: false,
  ask: (subject) => set({ subject, isShown: true, running: null }),
  begin: (running) => set({ running }),
  show: () => set({ isShown: true }),
  close: () => set({ isShown: false, subject: null }),
  forget: () => set({ running: null, isShown: false, subject: null }),
}));

/** Asks how to export some works. */
export function exportWorks(ids: readonly string[]): void {
  if (ids.length === 0) return;
  useExport.getState().ask({ what: { ids: [...ids] }, count: ids.length });
}
