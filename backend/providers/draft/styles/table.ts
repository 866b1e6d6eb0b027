import type { Style } from '../style.ts';
import type { StyleName } from '../vocabulary.ts';
import { artDeco } from './art-deco.ts';
import { aurora } from './aurora.ts';
import { botanical } from './botanical.ts';
import { city } from './city.ts';
import { flowField } from './flow-field.ts';
import { landscape } from './landscape.ts';
import { lowPoly } from './low-poly.ts';
import { nightSky } from './night-sky.ts';
import { portrait } from './portrait.ts';
import { risograph } from './risograph.ts';
import { seascape } from './seascape.ts';
import { stainedGlass } from './stained-glass.ts';
import { textile } from './textile.ts';
import { topographic } from './topographic.ts';
import { watercolour } from './watercolour.ts';

/** Every style by its name; the type leaves none out. */
export const STYLES: Readonly<Record<StyleName, Style>> = {
  landscape,
  seascape,
  'night-sky': nightSky,
  aurora,
  'flow-field': flowField,
  'stained-glass': stainedGlass,
  risograph,
  watercolour,
  'low-poly': lowPoly,
  'art-deco': artDeco,
  botanical,
  topographic,
  textile,
  city,
  portrait,
};
