import { oc } from '@orpc/contract';
import { z } from 'zod';
import {
  Collection,
  CollectionName,
  ContentCategory,
  LibraryAsset,
  MAX_TAGS,
  Notes,
  Rating,
  SearchText,
  Tag,
  Title,
  Visibility,
} from '../assets.ts';
import { Id, Ids, Page, paged, Sha256 } from '../primitives.ts';
import { RecipeSource } from '../recipe.ts';
import { inAct } from './history.ts';

export const LibraryFilter = z.object({
  /** `all` leaves the trash out. */
  shelf: z.enum(['all', 'favorites', 'trash']).default('all'),
  /** A smart collection adds its search; a manual one holds what was put into it and into none of those inside it. */
  collectionId: Id.optional(),
  /** Words and filters as typed; see contract/library-query.ts. */
  search: SearchText.optional(),
  /**
   * `best`: nearest first for `color:` and `like:`, else newest. `project`: by the title of the project, newest first in
   * each, those of none last.
   */
  sort: z
    .enum(['best', 'newest', 'oldest', 'title', 'rating', 'largest', 'project'])
    .default('newest'),
  /** One entry a stack: its first work in this order, with the stack's size. */
  stacked: z.boolean().default(false),
});
export type LibraryFilter = z.infer<typeof LibraryFilter>;
export type LibraryFilterInput = z.input<typeof LibraryFilter>;

export const LibraryPatch = z
  .object({
    title: Title.nullable(),
    isFavorite: z.boolean(),
    rating: Rating,
    notes: Notes.nullable(),
    /** Taken before `removeTags` and `addTags`. */
    tags: z.array(Tag).max(MAX_TAGS),
    addTags: z.array(Tag).max(MAX_TAGS),
    removeTags: z.array(Tag).max(MAX_TAGS),
    visibility: Visibility,
    contentCategory: ContentCategory,
    projectId: Id.nullable(),
  })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'empty');
export type LibraryPatch = z.infer<typeof LibraryPatch>;

/** How many works one day holds. Days are of the creator's time zone, in the order of the list. */
export const TimelineDay = z.object({ day: z.iso.date(), count: z.int().min(1) });
export type TimelineDay = z.infer<typeof TimelineDay>;

/** The works of one project in a list that is ordered by projects; null for those of none. */
export const ProjectGroup = z.object({
  projectId: Id.nullable(),
  title: z.string().nullable(),
  count: z.int().min(1),
});
export type ProjectGroup = z.infer<typeof ProjectGroup>;

/** One content in the history of works. A content that is not in the library has no work. */
export const LineageNode = z.object({ sha256: z.string(), work: LibraryAsset.nullable() });
export const Lineage = z.object({
  nodes: z.array(LineageNode),
  /** `to` was made from `from`. */
  edges: z.array(z.object({ from: z.string(), to: z.string(), role: RecipeSource.shape.role })),
});
export type Lineage = z.infer<typeof Lineage>;

/** Values to choose from when a filter is typed, most used first. */
export const Facets = z.object({
  tags: z.array(z.object({ value: z.string(), count: z.int() })),
  /** Of the works that were looked at last. */
  labels: z.array(z.object({ value: z.string(), count: z.int() })).default([]),
  models: z.array(z.object({ value: z.string(), count: z.int() })),
  ratios: z.array(z.object({ value: z.string(), count: z.int() })),
  /** By their titles. */
  projects: z.array(z.object({ value: z.string(), count: z.int() })).default([]),
});
export type Facets = z.infer<typeof Facets>;

/** A project as works are put into it. `count` of works outside the trash. */
export const ProjectName = z.object({ id: Id, title: z.string(), count: z.int() });
export type ProjectName = z.infer<typeof ProjectName>;

export const library = {
  list: oc.input(LibraryFilter.extend(Page.shape)).output(paged(LibraryAsset)),
  /** The ids of all works of a filter in order, for selecting them all. At most 100,000. */
  ids: oc.input(LibraryFilter).output(z.array(Id)),
  /** For the date scrubber and for grouping by day; only of `newest` and `oldest`. `zone` is an IANA name. */
  timeline: oc
    .input(LibraryFilter.extend({ zone: z.string().max(100) }))
    .output(z.array(TimelineDay)),
  /** For grouping by project; only of the order `project`. */
  groups: oc.input(LibraryFilter).output(z.array(ProjectGroup)),
  get: oc.input(z.object({ id: Id })).output(LibraryAsset),
  /** The works of one stack, oldest first. */
  stack: oc.input(z.object({ stackId: Id })).output(z.array(LibraryAsset)),
  /** Frames a second of a film, for steps of one; null where it is not on this machine or does not tell. */
  frameRate: oc.input(z.object({ sha256: Sha256 })).output(z.number().positive().nullable()),
  counts: oc.output(z.object({ all: z.int(), favorites: z.int(), trash: z.int() })),
  /** Tags that begin so, most used first, at most 20. */
  tags: oc.input(z.object({ prefix: z.string().max(50).default('') })).output(Facets.shape.tags),
  facets: oc.output(Facets),
  /** By title. */
  projects: oc.output(z.array(ProjectName)),
  /** What a work was made from and what was made from it, through all generations, at most 200 contents. */
  lineage: oc.input(z.object({ id: Id })).output(Lineage),
  /** Works outside of the selection that were made from works in it. */
  dependents: oc.input(z.object({ ids: Ids })).output(z.array(LibraryAsset)),
  /** Works that look nearly the same, each group with at least two, the oldest work of a group first. */
  duplicates: oc.input(Page).output(paged(z.array(LibraryAsset))),
  /** Such a group is no longer answered as long as it holds these very works, or is again. */
  setNotDuplicates: oc.input(z.object({ ids: Ids, isNot: z.boolean(), ...inAct })).output(z.void()),
  update: oc
    .input(z.object({ ids: Ids, patch: LibraryPatch, ...inAct }))
    .output(z.array(LibraryAsset)),
  /**
   * Keeps one of several works that are alike and puts the others into the trash. Those in collections, tags, a better
   * rating, the favourite, and a title and notes where it has none, go over to the one that is kept. One act.
   */
  merge: oc.input(z.object({ keepId: Id, ids: Ids, ...inAct })).output(LibraryAsset),
  trash: oc.input(z.object({ ids: Ids, ...inAct })).output(z.void()),
  restore: oc.input(z.object({ ids: Ids, ...inAct })).output(z.array(LibraryAsset)),
  /** Deletes for good, from the trash only. Without `ids`: all of the trash. No undo. */
  purge: oc.input(z.object({ ids: Ids.optional() })).output(z.object({ purged: z.int() })),
};

export const collections = {
  list: oc.output(z.array(Collection)),
  create: oc
    .input(
      z.object({
        name: CollectionName,
        parentId: Id.nullable().default(null),
        /** Makes it smart; then it takes no works. */
        search: SearchText.min(1).nullable().default(null),
        assetIds: z.array(Id).max(1_000).default([]),
        ...inAct,
      }),
    )
    .output(Collection),
  /** `conflict` if it would lie in itself. */
  update: oc
    .input(
      z.object({
        id: Id,
        name: CollectionName.optional(),
        parentId: Id.nullable().optional(),
        search: SearchText.min(1).optional(),
        ...inAct,
      }),
    )
    .output(Collection),
  /** The works stay in the library; collections inside it move up to where it lay. */
  remove: oc.input(z.object({ id: Id, ...inAct })).output(z.void()),
  /** Takes a removed one back, with its works. */
  restore: oc.input(z.object({ id: Id })).output(Collection),
  add: oc.input(z.object({ id: Id, assetIds: Ids, ...inAct })).output(Collection),
  take: oc.input(z.object({ id: Id, assetIds: Ids, ...inAct })).output(Collection),
};
