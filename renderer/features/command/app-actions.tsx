import {
  Clapperboard,
  GalleryHorizontalEnd,
  ALargeSmall,
  Eraser,
  Images,
  Keyboard,
  KeyRound,
  Languages,
  Monitor,
  Moon,
  PenLine,
  RefreshCw,
  Scale,
  Settings,
  Shapes,
  Sparkles,
  Sun,
  Table2,
  Upload,
  UserRound,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../data/use-action.ts';
import { type Action, useActions } from '../../state/actions.ts';
import { usePrompt } from '../../state/prompt.ts';
import { useShortcut } from '../../state/shortcuts.ts';
import { type Screen, useView } from '../../state/view.ts';
import { chooseFiles } from '../library/import/choose-files.ts';
import { useSettingsUpdate } from '../settings/use-settings-update.ts';

/** The actions and shortcuts that are there on every screen. Shows nothing itself. */
export function AppActions() {
  useGoing();
  useWriting();
  useSetting();
  return null;
}

function useGoing(): void {
  const { t } = useTranslation(['command', 'frame']);
  const { show, showSettings, setPaletteOpen, setSheetOpen, paletteOpen } = useView();
  useShortcut('workspace', () => show('workspace'));
  useShortcut('library', () => show('library'));
  useShortcut('generators', () => show('generators'));
  useShortcut('video', () => show('video'));
  useShortcut('batch', () => show('batch'));
  useShortcut('carousel', () => show('carousel'));
  useShortcut('arena', () => show('arena'));
  useShortcut('settings', () => show('settings'));
  useShortcut('palette', () => setPaletteOpen(!paletteOpen));
  useShortcut('sheet', () => setSheetOpen(true));
  const go = (id: Screen, icon: Action['icon']): Action => ({
    id: `go-${id}`,
    title: t(`frame:screens.${id}`),
    group: 'go',
    ...(icon && { icon }),
    shortcut: id,
    run: () => show(id),
  });
  useActions([
    go('workspace', Sparkles),
    go('library', Images),
    go('generators', Shapes),
    go('video', Clapperboard),
    go('batch', Table2),
    go('carousel', GalleryHorizontalEnd),
    go('arena', Scale),
    go('settings', Settings),
    {
      id: 'go-keys',
      title: t('actions.keys'),
      group: 'go',
      icon: KeyRound,
      keywords: 'OpenAI Replicate API',
      run: () => showSettings('keys'),
    },
    {
      id: 'go-account',
      title: t('actions.account'),
      group: 'go',
      icon: UserRound,
      keywords: 'Supabase',
      run: () => showSettings('account'),
    },
    {
      id: 'sheet',
      title: t('actions.sheet'),
      group: 'view',
      icon: Keyboard,
      shortcut: 'sheet',
      run: () => setSheetOpen(true),
    },
  ]);
}

function useWriting(): void {
  const { t } = useTranslation('command');
  const { screen, show } = useView();
  const { set, requestFocus } = usePrompt();
  const write = () => {
    // These have no prompt bar.
    if (screen !== 'workspace' && screen !== 'library') show('workspace');
    requestFocus();
  };
  useShortcut('writePrompt', write);
  useActions([
    {
      id: 'write-prompt',
      title: t('actions.writePrompt'),
      group: 'make',
      icon: PenLine,
      shortcut: 'writePrompt',
      run: write,
    },
    {
      id: 'import',
      title: t('actions.import'),
      group: 'make',
      icon: Upload,
      run: () => chooseFiles(null),
    },
    {
      id: 'clear-prompt',
      title: t('actions.clearPrompt'),
      group: 'make',
      icon: Eraser,
      run: () => {
        set({ prompt: '', negativePrompt: '', seed: '' });
        write();
      },
    },
  ]);
}

function useSetting(): void {
  const { t } = useTranslation('command');
  const { settings, update } = useSettingsUpdate();
  const sync = useAction('sync.retry');
  const resize = (by: number) =>
    update({ textSize: Math.min(150, Math.max(90, settings.textSize + by)) });
  const entry = (
    id: string,
    title: string,
    icon: NonNullable<Action['icon']>,
    run: () => void,
  ): Action => ({ id, title, group: 'settings', icon, run });
  useActions([
    entry('theme-dark', t('actions.dark'), Moon, () => update({ theme: 'dark' })),
    entry('theme-light', t('actions.light'), Sun, () => update({ theme: 'light' })),
    entry('theme-system', t('actions.systemTheme'), Monitor, () => update({ theme: 'system' })),
    entry('speak-en', t('actions.english'), Languages, () => update({ language: 'en' })),
    entry('speak-fr', t('actions.french'), Languages, () => update({ language: 'fr' })),
    entry('text-larger', t('actions.larger'), ALargeSmall, () => resize(10)),
    entry('text-smaller', t('actions.smaller'), ALargeSmall, () => resize(-10)),
    entry('sync-now', t('actions.syncNow'), RefreshCw, () => sync.mutate({})),
  ]);
}
