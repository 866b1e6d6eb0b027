import type { Page } from '@playwright/test';
import { LIBRARY_SCREENS } from './library-screens.ts';
import { MAKING_SCREENS } from './making-screens.ts';
import { SETTINGS_SCREENS } from './settings-screens.ts';

/**
 * What there is: nothing; three results and some works with their layers; these beside a library of thousands; or a
 * library that years of work have filled, without results.
 */
export type Content = 'empty' | 'few' | 'many' | 'large';

/** What a hand does on the page, in English. */
export type Act = (page: Page) => Promise<void>;

/** One screen to look at, with what is done first. */
export interface Screen {
  readonly name: string;
  readonly content: Content;
  readonly act?: Act;
  /** Done again after each change of language and size, in no language: a menu keeps the words it was opened with. */
  readonly again?: Act;
}

export const SCREENS: readonly Screen[] = [
  ...MAKING_SCREENS,
  ...LIBRARY_SCREENS,
  ...SETTINGS_SCREENS,
];
