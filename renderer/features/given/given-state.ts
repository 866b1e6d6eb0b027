import { create } from 'zustand';
import type { Margins, SourceMode } from '../../../contract/models.ts';

/** The picture that a new one begins with, and how. What a model cannot do of it is said, not changed. */
export interface GivenSource {
  readonly sha256: string;
  readonly mode: SourceMode;
  /** Null: the model's own. */
  readonly strength: number | null;
  /** Content of a picture of the source's size: white may change. */
  readonly mask: string | null;
  readonly margins: Margins;
}

export interface Given {
  readonly source: GivenSource | null;
  /** Contents of pictures to go by. */
  readonly references: readonly string[];
}

export const NO_MARGINS: Margins = { left: 0, top: 0, right: 0, bottom: 0 };
export const NOTHING_GIVEN: Given = { source: null, references: [] };
/** As many as an order takes. */
export const MOST_REFERENCES = 16;

interface GivenState extends Given {
  set: (given: Given) => void;
}

/** The pictures that the prompt bar was given. */
export const useGiven = create<GivenState>()((set) => ({
  ...NOTHING_GIVEN,
  set: ({ source, references }) => set({ source, references }),
}));

export function withSource(given: Given, sha256: string, mode: SourceMode): Given {
  const same = given.source?.sha256 === sha256 ? given.source : undefined;
  return {
    source: { strength: null, mask: null, margins: NO_MARGINS, ...same, sha256, mode },
    references: given.references.filter((other) => other !== sha256),
  };
}

export function withReferences(given: Given, sha256s: readonly string[]): Given {
  const source = given.source && sha256s.includes(given.source.sha256) ? null : given.source;
  const all = [...new Set([...given.references, ...sha256s])];
  return { source, references: all.slice(0, MOST_REFERENCES) };
}

export function without(given: Given, sha256: string): Given {
  return {
    source: given.source?.sha256 === sha256 ? null : given.source,
    references: given.references.filter((other) => other !== sha256),
  };
}
