import { create } from 'zustand';
import { persist } from 'zustand/middleware';

export type Screen =
  | 'workspace'
  | 'library'
  | 'generators'
  | 'video'
  | 'carousel'
  | 'batch'
  | 'arena'
  | 'settings';
export type SettingsSection =
  | 'appearance'
  | 'making'
  | 'keys'
  | 'analysis'
  | 'account'
  | 'sync'
  | 'offline'
  | 'storage'
  | 'about';

interface ViewState {
  screen: Screen;
  /** Asked for by a link; the settings screen scrolls there. */
  settingsSection: SettingsSection | null;
  inspectorOpen: boolean;
  /** The same where it floats over the work. */
  inspectorFloating: boolean;
  /** In rem. */
  inspectorWidth: number;
  queueOpen: boolean;
  syncOpen: boolean;
  advancedOpen: boolean;
  paletteOpen: boolean;
  sheetOpen: boolean;
  show: (screen: Screen) => void;
  showSettings: (section: SettingsSection) => void;
  setInspectorOpen: (open: boolean) => void;
  setInspectorFloating: (open: boolean) => void;
  setInspectorWidth: (width: number) => void;
  setQueueOpen: (open: boolean) => void;
  setSyncOpen: (open: boolean) => void;
  setAdvancedOpen: (open: boolean) => void;
  setPaletteOpen: (open: boolean) => void;
  setSheetOpen: (open: boolean) => void;
}

/** What is on the screen and how it is arranged; never what is shown, which the queries hold. Kept between starts. */
export const useView = create<ViewState>()(
  persist(
    (set) => ({
      screen: 'workspace',
      settingsSection: null,
      inspectorOpen: true,
      inspectorFloating: false,
      inspectorWidth: 20,
      queueOpen: false,
      syncOpen: false,
      advancedOpen: false,
      paletteOpen: false,
      sheetOpen: false,
      show: (screen) => set({ screen, settingsSection: null, paletteOpen: false }),
      showSettings: (settingsSection) =>
        set({
          screen: 'settings',
          settingsSection,
          queueOpen: false,
          syncOpen: false,
          paletteOpen: false,
        }),
      setInspectorOpen: (inspectorOpen) => set({ inspectorOpen }),
      setInspectorFloating: (inspectorFloating) => set({ inspectorFloating }),
      setInspectorWidth: (inspectorWidth) => set({ inspectorWidth }),
      // Both fold up from the strip: one at a time.
      setQueueOpen: (queueOpen) => set({ queueOpen, syncOpen: false }),
      setSyncOpen: (syncOpen) => set({ syncOpen, queueOpen: false }),
      setAdvancedOpen: (advancedOpen) => set({ advancedOpen }),
      setPaletteOpen: (paletteOpen) => set({ paletteOpen, sheetOpen: false }),
      setSheetOpen: (sheetOpen) => set({ sheetOpen, paletteOpen: false }),
    }),
    {
      name: 'atelier.view',
      version: 1,
      partialize: ({ screen, inspectorOpen, inspectorWidth, advancedOpen }) => ({
        screen,
        inspectorOpen,
        inspectorWidth,
        advancedOpen,
      }),
    },
  ),
);
