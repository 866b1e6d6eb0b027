import {
  Badge,
  BookOpen,
  Box,
  CircleUser,
  Disc3,
  GalleryVertical,
  Grid3x3,
  Image,
  Laugh,
  type LucideIcon,
  type LucideProps,
  Mail,
  MessageSquare,
  Monitor,
  Package,
  Paintbrush,
  PanelTop,
  Pencil,
  Presentation,
  Shapes,
  Shirt,
  Smile,
  Sofa,
  Sticker,
  ToyBrick,
  WandSparkles,
} from 'lucide-react';
import { createElement } from 'react';

/** The icons of the program's own generators. All of Lucide would weigh as much as the rest of the renderer. */
const ICONS: Readonly<Record<string, LucideIcon>> = {
  badge: Badge,
  'book-open': BookOpen,
  box: Box,
  'circle-user': CircleUser,
  'disc-3': Disc3,
  'gallery-vertical': GalleryVertical,
  'grid-3x3': Grid3x3,
  image: Image,
  laugh: Laugh,
  mail: Mail,
  'message-square': MessageSquare,
  monitor: Monitor,
  package: Package,
  paintbrush: Paintbrush,
  'panel-top': PanelTop,
  pencil: Pencil,
  presentation: Presentation,
  shapes: Shapes,
  shirt: Shirt,
  smile: Smile,
  sofa: Sofa,
  sticker: Sticker,
  'toy-brick': ToyBrick,
};

/** The icon that a generator names. One of a creator may name any: what is not here gets the wand. */
export function GeneratorIcon({ name, ...rest }: LucideProps & { name: string }) {
  return createElement(ICONS[name] ?? WandSparkles, { 'aria-hidden': true, ...rest });
}
