import {
  Clapperboard,
  GalleryHorizontalEnd,
  Images,
  type LucideIcon,
  Scale,
  Settings,
  Shapes,
  Sparkles,
  Table2,
} from 'lucide-react';
import type { ComponentType } from 'react';
import { LibraryScreen } from '../features/library/library-screen.tsx';
import { WorkspaceScreen } from '../features/workspace/workspace-screen.tsx';
import type { Screen } from '../state/view.ts';
import { later } from './later.tsx';

const SettingsScreen = later(
  async () => (await import('../features/settings/settings-screen.tsx')).SettingsScreen,
);

const GeneratorsScreen = later(
  async () => (await import('../features/generators/generators-screen.tsx')).GeneratorsScreen,
);

const VideoScreen = later(
  async () => (await import('../features/video/video-screen.tsx')).VideoScreen,
);

const BatchScreen = later(
  async () => (await import('../features/batch/batch-screen.tsx')).BatchScreen,
);

const CarouselScreen = later(
  async () => (await import('../features/carousel/carousel-screen.tsx')).CarouselScreen,
);

const ArenaScreen = later(
  async () => (await import('../features/arena/arena-screen.tsx')).ArenaScreen,
);

export interface ScreenEntry {
  id: Screen;
  icon: LucideIcon;
  component: ComponentType;
  /** How the prompt bar stands above it; absent: not at all. */
  prompt?: 'full' | 'compact';
  place: 'top' | 'foot';
}

/** The screens there are, in the order of the rail. Their names stand in `frame` under `screens.<id>`. */
export const SCREENS: readonly ScreenEntry[] = [
  { id: 'workspace', icon: Sparkles, component: WorkspaceScreen, prompt: 'full', place: 'top' },
  { id: 'library', icon: Images, component: LibraryScreen, prompt: 'compact', place: 'top' },
  { id: 'generators', icon: Shapes, component: GeneratorsScreen, place: 'top' },
  { id: 'video', icon: Clapperboard, component: VideoScreen, place: 'top' },
  { id: 'carousel', icon: GalleryHorizontalEnd, component: CarouselScreen, place: 'top' },
  { id: 'batch', icon: Table2, component: BatchScreen, place: 'top' },
  { id: 'arena', icon: Scale, component: ArenaScreen, place: 'top' },
  { id: 'settings', icon: Settings, component: SettingsScreen, place: 'foot' },
];
