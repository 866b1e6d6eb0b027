import type { Migration } from '../../system/database.ts';
import { firstLibrary } from './0001-first-library.ts';
import { syncRefusals } from './0002-sync-refusals.ts';
import { theWholeLibrary } from './0003-the-whole-library.ts';
import { imports } from './0004-imports.ts';
import { otherRows } from './0005-other-rows.ts';
import { slides } from './0006-slides.ts';
import { inputFiles } from './0007-input-files.ts';
import { queueAndBatches } from './0008-queue-and-batches.ts';
import { whatIsSeen } from './0009-what-is-seen.ts';
import { fonts } from './0010-fonts.ts';
import { variants } from './0011-variants.ts';
import { othersTemplates } from './0012-others-templates.ts';
import { worksOfProjects } from './0013-works-of-projects.ts';
import { meanings } from './0014-meanings.ts';
import { rowsApart } from './0015-rows-apart.ts';
import { contentsNotTrashed } from './0016-contents-not-trashed.ts';
import { fontsThatFollow } from './0018-fonts-that-follow.ts';
import { jobPreviews } from './0019-job-previews.ts';
import { lengthOfResults } from './0020-length-of-results.ts';

/** In order; a number is never used twice. */
export const MIGRATIONS: readonly Migration[] = [
  firstLibrary,
  syncRefusals,
  theWholeLibrary,
  imports,
  otherRows,
  slides,
  inputFiles,
  queueAndBatches,
  whatIsSeen,
  fonts,
  variants,
  othersTemplates,
  worksOfProjects,
  meanings,
  rowsApart,
  contentsNotTrashed,
  fontsThatFollow,
  jobPreviews,
  lengthOfResults,
];
