import { oc } from '@orpc/contract';
import { z } from 'zod';
import { Brand, BrandFields } from '../brands.ts';
import { AbsentFont, OwnFont } from '../fonts.ts';
import { Id } from '../primitives.ts';

export const brands = {
  /** By name. */
  list: oc.output(z.array(Brand)),
  /** Without an id it makes one; with the id of one that was removed it brings it back. */
  save: oc.input(BrandFields.extend({ id: Id.optional() })).output(Brand),
  remove: oc.input(z.object({ id: Id })).output(z.void()),
  /** The creator's own fonts on this machine, by name. */
  fonts: oc.output(z.array(OwnFont)),
  /** Fonts that brands name and that are not on this machine. */
  absentFonts: oc.output(z.array(AbsentFont)),
};
