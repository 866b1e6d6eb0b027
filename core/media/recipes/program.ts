/** Texts that a picture carries, by keyword: PNG's as they are named, EXIF's and XMP's by the name of the property. */
export type Texts = ReadonlyMap<string, string>;

/** What a program wrote of how it made a picture, as far as all of them agree. */
export interface FoundRecipe {
  software: string;
  prompt: string;
  negativePrompt?: string | undefined;
  /** As the program names it: a file or a title. */
  model?: string | undefined;
  seed?: number | string | undefined;
  width?: number | undefined;
  height?: number | undefined;
  /** An instant that `Date` reads. */
  createdAt?: string | undefined;
  /** Whatever else it says, under its own names. */
  parameters?: Record<string, unknown>;
}

export interface Program {
  /** The provider that a recipe of it names. */
  id: string;
  /** Nothing if the texts are not of this program. Takes any text (rule F7). */
  read(texts: Texts): FoundRecipe | undefined;
}
