import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { queryClient } from './data/client.ts';
import { followEvents } from './data/events.ts';
import { useSettings } from './data/hooks.ts';
import { AppActions } from './features/command/app-actions.tsx';
import { WorksLayer } from './features/works-layer.tsx';
import { followLinks } from './frame/follow-links.ts';
import { Frame } from './frame/frame.tsx';
import { laterOver } from './frame/later.tsx';
import { rememberedSettings, useAppearance } from './state/appearance.ts';
import { startShortcuts } from './state/shortcuts.ts';
import { useView } from './state/view.ts';
import { hostApi } from './transport/host-api.ts';
import { Toasts } from './ui/toast.tsx';
import { TooltipProvider } from './ui/tooltip.tsx';

const Palette = laterOver(async () => (await import('./features/command/palette.tsx')).Palette);
const ShortcutSheet = laterOver(
  async () => (await import('./features/command/shortcut-sheet.tsx')).ShortcutSheet,
);

/** What stands around every screen, once. */
export function App() {
  useEffect(() => followEvents(hostApi(), queryClient), []);
  useEffect(() => startShortcuts(), []);
  useEffect(() => followLinks(hostApi()), []);
  // After those before it: what is there now takes keys.
  useEffect(() => document.getElementById('root')?.removeAttribute('aria-busy'), []);
  return (
    <QueryClientProvider client={queryClient}>
      <Appearance />
      <TooltipProvider delayDuration={450} skipDelayDuration={150}>
        <Frame />
        <WorksLayer />
        <AppActions />
        <CalledUp />
      </TooltipProvider>
      <Toasts />
    </QueryClientProvider>
  );
}

/** What a key calls up over everything. */
function CalledUp() {
  const { paletteOpen, sheetOpen } = useView();
  return (
    <>
      {paletteOpen && <Palette />}
      {sheetOpen && <ShortcutSheet />}
    </>
  );
}

/** Applies the settings; those of the last start until they have answered. */
function Appearance() {
  const [remembered] = useState(rememberedSettings);
  useAppearance(useSettings().data ?? remembered);
  return null;
}
