import type { PaletteName } from './palette.ts';

export const STYLE_NAMES = [
  'landscape',
  'seascape',
  'night-sky',
  'aurora',
  'flow-field',
  'stained-glass',
  'risograph',
  'watercolour',
  'low-poly',
  'art-deco',
  'botanical',
  'topographic',
  'textile',
  'city',
  'portrait',
] as const;
export type StyleName = (typeof STYLE_NAMES)[number];

export const MOTIFS = [
  'trees',
  'water',
  'moon',
  'sun',
  'clouds',
  'stars',
  'snow',
  'flowers',
] as const;
export type Motif = (typeof MOTIFS)[number];

/** What a word pulls towards. Weights: 3 a hint, 8 the subject, 60 the name of a style. */
export interface Meaning {
  readonly styles?: Partial<Record<StyleName, number>>;
  readonly palettes?: Partial<Record<PaletteName, number>>;
  readonly motifs?: readonly Motif[];
  readonly hue?: number;
  readonly lightness?: number;
  readonly chroma?: number;
}

/** Words of one meaning, in English and French, without accents and in the singular. */
const ENTRIES: readonly (readonly [words: string, meaning: Meaning])[] = [
  // The names of styles: who asks for one gets it.
  [
    'landscape paysage panorama vista',
    { styles: { landscape: 30, 'low-poly': 3, watercolour: 3 } },
  ],
  ['seascape marine', { styles: { seascape: 60 } }],
  [
    'painting peinture brushstroke impressionist impressionniste oil huile vangogh gogh expressionist',
    { styles: { 'flow-field': 60 } },
  ],
  [
    'vitrail vitraux stainedglass rosette mosaic mosaique cathedral cathedrale',
    { styles: { 'stained-glass': 60 } },
  ],
  [
    'risograph riso print screenprint serigraphie poster affiche halftone bauhaus geometric geometrique minimalist minimaliste',
    { styles: { risograph: 60 } },
  ],
  ['watercolor watercolour aquarelle wash lavis', { styles: { watercolour: 60 } }],
  ['lowpoly polygon polygone facet facette voxel origami', { styles: { 'low-poly': 60 } }],
  [
    'deco artdeco gatsby sunburst luxury luxe theatre ornament ornement',
    { styles: { 'art-deco': 60 }, palettes: { jewel: 4 } },
  ],
  ['botanical botanique herbarium herbier', { styles: { botanical: 60 } }],
  [
    'topographic topographique topography map carte contour isoline cartography cartographie',
    { styles: { topographic: 60 } },
  ],
  [
    'textile weave woven tissage tapestry tapisserie fabric tissu ikat carpet tapis kilim embroidery wool laine',
    { styles: { textile: 60 } },
  ],
  [
    'gradient degrade mesh abstract abstrait fluid fluide silk soie wallpaper',
    { styles: { aurora: 40, 'flow-field': 4 } },
  ],
  ['portrait face visage silhouette profile profil bust buste', { styles: { portrait: 60 } }],
  // Places.
  [
    'mountain montagne peak alp alpe hill colline valley vallee summit sommet cliff falaise',
    { styles: { landscape: 8, 'low-poly': 6, topographic: 2, watercolour: 2 } },
  ],
  [
    'sea mer ocean wave vague beach plage coast cote shore bateau boat ship navire sail voile surf',
    {
      styles: { seascape: 10, watercolour: 2, 'flow-field': 2 },
      palettes: { ocean: 8 },
      motifs: ['water'],
    },
  ],
  [
    'lake lac river riviere fjord pond etang waterfall cascade',
    {
      styles: { landscape: 9, watercolour: 3, 'low-poly': 2 },
      palettes: { ocean: 4, forest: 3 },
      motifs: ['water'],
    },
  ],
  [
    'forest foret wood bois tree arbre pine pin jungle',
    {
      styles: { landscape: 9, watercolour: 3, botanical: 3 },
      palettes: { forest: 8 },
      motifs: ['trees'],
    },
  ],
  [
    'desert dune sand sable canyon savanna savane',
    {
      styles: { landscape: 8, topographic: 3, 'low-poly': 3 },
      palettes: { desert: 10 },
      motifs: ['sun'],
    },
  ],
  [
    'city ville town street rue skyline building immeuble skyscraper gratteciel tower tour urban urbain tokyo paris london londre york downtown',
    { styles: { city: 12, 'art-deco': 2, risograph: 2 }, palettes: { sunset: 3, night: 3 } },
  ],
  [
    'cyberpunk neon synthwave vaporwave futuristic futuriste robot arcade cyber',
    { styles: { city: 7, aurora: 3, 'art-deco': 2 }, palettes: { neon: 12 }, chroma: 0.4 },
  ],
  [
    'island ile lagoon lagon palm palmier tropical tropique caribbean',
    { styles: { seascape: 8, botanical: 4 }, palettes: { tropical: 8 }, motifs: ['water', 'sun'] },
  ],
  [
    'garden jardin meadow prairie field champ',
    {
      styles: { botanical: 7, watercolour: 5, 'flow-field': 4 },
      palettes: { spring: 6 },
      motifs: ['flowers'],
    },
  ],
  [
    'space espace galaxy galaxie nebula nebuleuse cosmos cosmic cosmique universe univers planet planete star etoile astronaut astronaute milky constellation',
    { styles: { 'night-sky': 14, aurora: 2 }, palettes: { night: 6, jewel: 3 }, motifs: ['stars'] },
  ],
  [
    'volcano volcan lava lave fire feu flame flamme dragon',
    { styles: { 'low-poly': 5, 'flow-field': 5, landscape: 5 }, palettes: { ember: 12 } },
  ],
  // Growing things and people.
  [
    'flower fleur rose tulip tulipe bouquet blossom petal petale cherry cerisier leaf feuille plant plante fern fougere vine herb lily',
    {
      styles: { botanical: 12, watercolour: 4, 'stained-glass': 2 },
      palettes: { spring: 6, pastel: 3 },
      motifs: ['flowers'],
    },
  ],
  [
    'woman femme man homme girl fille boy garcon person personne queen reine king roi dancer danseuse child enfant hero human humain model selfie lady princess princesse warrior wizard',
    { styles: { portrait: 12 } },
  ],
  [
    'cat chat dog chien fox renard wolf loup bird oiseau horse cheval deer cerf bear ours animal butterfly papillon',
    {
      styles: { 'flow-field': 4, 'stained-glass': 4, watercolour: 4, landscape: 3 },
      motifs: ['trees'],
    },
  ],
  [
    'fish poisson whale baleine dolphin dauphin mermaid sirene coral corail',
    {
      styles: { seascape: 5, 'flow-field': 4, 'stained-glass': 3 },
      palettes: { ocean: 7, tropical: 3 },
    },
  ],
  [
    'church eglise temple window fenetre angel ange saint sacred sacre',
    { styles: { 'stained-glass': 10, 'art-deco': 3 }, palettes: { jewel: 6 } },
  ],
  [
    'music musique jazz song chanson dance danse rhythm rythme guitar guitare',
    { styles: { 'flow-field': 5, 'art-deco': 4, risograph: 4 } },
  ],
  [
    'dream reve surreal surrealiste magic magie mystic mystique fantasy fantastique ethereal',
    {
      styles: { aurora: 4, 'night-sky': 3, 'flow-field': 3 },
      palettes: { dawn: 3, jewel: 2, pastel: 2 },
    },
  ],
  // Light, season, weather.
  [
    'night nuit midnight minuit nocturnal nocturne dark sombre',
    {
      styles: { 'night-sky': 6, city: 1 },
      palettes: { night: 10 },
      motifs: ['stars', 'moon'],
      lightness: -0.3,
    },
  ],
  [
    'moon lune lunar lunaire',
    { styles: { 'night-sky': 4, landscape: 3 }, palettes: { night: 6 }, motifs: ['moon'] },
  ],
  [
    'aurora aurore borealis boreale northern polar polaire',
    {
      styles: { 'night-sky': 5, aurora: 8 },
      palettes: { night: 3, tropical: 3, neon: 2 },
      motifs: ['stars'],
    },
  ],
  [
    'sunset coucher dusk crepuscule twilight evening soir',
    { styles: { landscape: 4, seascape: 4 }, palettes: { sunset: 12 }, motifs: ['sun'] },
  ],
  [
    'sunrise dawn aube morning matin lever',
    { styles: { landscape: 4, seascape: 3 }, palettes: { dawn: 12 }, motifs: ['sun'] },
  ],
  [
    'sun soleil sunny ensoleille summer ete',
    {
      styles: { risograph: 2, landscape: 2 },
      palettes: { tropical: 4, sunset: 3 },
      motifs: ['sun'],
      lightness: 0.2,
    },
  ],
  [
    'autumn automne fall october octobre november harvest vendange',
    {
      styles: { landscape: 3, 'flow-field': 3, watercolour: 3 },
      palettes: { autumn: 14 },
      motifs: ['trees'],
    },
  ],
  [
    'winter hiver snow neige ice glace frost givre arctic arctique glacier christmas noel',
    { styles: { landscape: 4, 'low-poly': 4 }, palettes: { snow: 12 }, motifs: ['snow'] },
  ],
  [
    'spring printemps april avril',
    { styles: { botanical: 4, watercolour: 3 }, palettes: { spring: 12 }, motifs: ['flowers'] },
  ],
  [
    'storm orage tempete rain pluie thunder tonnerre wind vent',
    {
      styles: { 'flow-field': 5, seascape: 4, watercolour: 3 },
      palettes: { ocean: 3, ink: 3 },
      motifs: ['clouds'],
      lightness: -0.3,
      chroma: -0.3,
    },
  ],
  [
    'cloud nuage sky ciel mist brume fog brouillard misty brumeux',
    {
      styles: { landscape: 4, watercolour: 3, aurora: 2 },
      palettes: { dawn: 2, snow: 2 },
      motifs: ['clouds'],
    },
  ],
  // Moods and colours.
  [
    'pastel soft doux douce gentle delicate delicat tender tendre cute mignon kawaii',
    { palettes: { pastel: 14 }, chroma: -0.1, lightness: 0.2 },
  ],
  [
    'vintage retro nostalgic nostalgique old ancien 1920 1970 seventie',
    { styles: { risograph: 4, 'art-deco': 2 }, palettes: { vintage: 12 } },
  ],
  [
    'monochrome noir blanc ink encre charcoal fusain sketch croquis bw',
    { styles: { topographic: 2 }, palettes: { ink: 12 }, chroma: -0.4 },
  ],
  [
    'vivid vif vibrant colorful colore bright eclatant saturated pop',
    { chroma: 0.6, lightness: 0.1 },
  ],
  [
    'muted calme calm quiet peaceful paisible serene serein zen muet',
    { styles: { aurora: 1, watercolour: 2, topographic: 1 }, chroma: -0.3 },
  ],
  ['warm chaud chaude cozy', { palettes: { sunset: 3, autumn: 3, desert: 3 } }],
  ['cold froid froide cool frais', { palettes: { snow: 4, ocean: 3 } }],
  [
    'rich opulent velvet velours baroque royal jewel bijou gem treasure tresor',
    { palettes: { jewel: 8 } },
  ],
  ['red rouge crimson scarlet ecarlate', { hue: 25, chroma: 0.3 }],
  ['orange', { hue: 55, chroma: 0.3 }],
  ['yellow jaune gold golden or dore doree', { hue: 88, chroma: 0.3, lightness: 0.1 }],
  ['green vert verte emerald emeraude', { hue: 148, chroma: 0.2 }],
  ['teal turquoise cyan', { hue: 195, chroma: 0.2 }],
  ['blue bleu bleue azure azur indigo cobalt', { hue: 255, chroma: 0.2 }],
  ['purple violet violette lavender lavande mauve pourpre', { hue: 305, chroma: 0.2 }],
  ['pink rose magenta fuchsia', { hue: 355, chroma: 0.2 }],
];

export const VOCABULARY: ReadonlyMap<string, readonly Meaning[]> = (() => {
  const map = new Map<string, Meaning[]>();
  for (const [words, meaning] of ENTRIES) {
    for (const word of words.split(' ')) map.set(word, [...(map.get(word) ?? []), meaning]);
  }
  return map;
})();
