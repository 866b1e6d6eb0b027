import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { DEFAULT_TEMPLATE } from '../../../contract/export-name.ts';
import type { ExportFormat, ExportOptions } from '../../../contract/studio/export.ts';
import { joinPath } from '../folders/join-path.ts';

/** What the creator chose last; kept between starts. */
export interface ExportSettings {
  to: 'folder' | 'zip' | 'download';
  folder: string;
  template: string;
  format: ExportFormat;
  /** Pixels; null for as large as it is. */
  longestEdge: number | null;
  quality: number;
  keepsMetadata: boolean;
  sidecar: boolean;
  csv: boolean;
}

const FIRST: ExportSettings = {
  to: 'folder',
  folder: '',
  template: DEFAULT_TEMPLATE,
  format: 'original',
  longestEdge: null,
  quality: 90,
  keepsMetadata: true,
  sidecar: false,
  csv: false,
};

interface StoredSettings {
  readonly settings: ExportSettings;
  readonly set: (change: Partial<ExportSettings>) => void;
}

const useStored = create<StoredSettings>()(
  persist(
    (write) => ({
      settings: FIRST,
      set: (change) => write(({ settings }) => ({ settings: { ...settings, ...change } })),
    }),
    { name: 'atelier.export', version: 1, partialize: ({ settings }) => ({ settings }) },
  ),
);

export function useExportSettings(): ExportSettings & Pick<StoredSettings, 'set'> {
  const { settings, set } = useStored();
  return { ...settings, set };
}

/** The lossy ones, and what is made smaller in the format it has. */
export function hasQuality({
  format,
  longestEdge,
}: Pick<ExportSettings, 'format' | 'longestEdge'>): boolean {
  return format === 'original' ? longestEdge !== null : format !== 'png';
}

/** The call of an export. `folder` is the absolute one that `settings.folder` stands for. */
export function optionsOf(
  settings: ExportSettings,
  what: ExportOptions['what'],
  folder: string,
  today: string,
): ExportOptions {
  const { to, template, format, longestEdge, quality, keepsMetadata, sidecar, csv } = settings;
  const zip = joinPath(folder, `Atelier ${today}.zip`);
  return {
    what,
    to: to === 'download' ? { kind: to } : { kind: to, path: to === 'zip' ? zip : folder },
    template: template.trim(),
    format,
    longestEdge,
    quality,
    metadata: keepsMetadata ? 'keep' : 'strip',
    sidecar,
    csv,
  };
}
