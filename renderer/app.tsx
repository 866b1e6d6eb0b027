import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { queryClient } from './data/client.ts';
import { followEvents } from './data/events.ts';
import { useSettings } from './data/hooks.ts';
import { AppActions } from './features/command/app-actions.tsx';
import { Palette } from './features/command/palette.tsx';
import { ShortcutSheet } from './features/command/shortcut-sheet.tsx';
import { WorksLayer } from './features/works-layer.tsx';
import { Frame } from './frame/frame.tsx';
import { rememberedSettings, useAppearance } from './state/appearance.ts';
import { startShortcuts } from './state/shortcuts.ts';
import { hostApi } from './transport/host-api.ts';
import { Toasts } from './ui/toast.tsx';
import { TooltipProvider } from './ui/tooltip.tsx';

/** What stands around every screen, once. */
export function App() {
  useEffect(() => followEvents(hostApi(), queryClient), []);
  useEffect(() => startShortcuts(), []);
  return (
    <QueryClientProvider client={queryClient}>
      <Appearance />
      <TooltipProvider delayDuration={450} skipDelayDuration={150}>
        <Frame />
        <WorksLayer />
        <AppActions />
        <Palette />
        <ShortcutSheet />
      </TooltipProvider>
      <Toasts />
    </QueryClientProvider>
  );
}

/** Applies the settings; those of the last start until they have answered. */
function Appearance() {
  const [remembered] = useState(rememberedSettings);
  useAppearance(useSettings().data ?? remembered);
  return null;
}
