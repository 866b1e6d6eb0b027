import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import { ReportedPage, ReportedTemplate } from '../../../contract/studio/templates.ts';
import { readEach } from '../../library/read-each.ts';
import type { SyncEngine } from '../../library/sync-engine.ts';
import type { Log } from '../../system/log.ts';
import { readCommunityRow } from './community.ts';

/** What others told of, for who may decide about it (`public.reported_templates`). Nothing of it is remembered here. */

type Backend = Pick<SyncEngine, 'query'>;

const instantOf = (text: string) => new Date(text).toISOString();
const Time = z.iso.datetime({ offset: true }).transform(instantOf);

const Row = z.looseObject({
  isHidden: z.boolean(),
  reportCount: z.int(),
  reports: z.array(z.looseObject({ at: Time })),
});
const Page = z.object({ mayDecide: z.boolean(), total: z.int(), items: z.array(z.unknown()) });

/** Errors: those of the backend. A row that does not fit is left out, and logged; the total counts it. */
export async function reportedTemplates(
  { backend, log }: { backend: Backend; log: Log },
  limit: number,
): Promise<ReportedPage> {
  const answer = Page.safeParse(await backend.query('reported_templates', { p_limit: limit }));
  if (!answer.success) {
    throw new AtelierError('backend_unavailable', 'reported_templates answered something else.');
  }
  const items = readEach(answer.data.items, readRow, { log, of: 'reported_templates' });
  return ReportedPage.parse({ ...answer.data, items });
}

function readRow(raw: unknown): ReportedTemplate | undefined {
  const told = Row.safeParse(raw).data;
  const template = readCommunityRow(raw);
  if (!told || !template) return undefined;
  const { isHidden, reportCount, reports } = told;
  return ReportedTemplate.safeParse({ ...template, isHidden, reportCount, reports }).data;
}

/** Decides all reports of a template. Errors: `forbidden`, `not_found`, and those of the backend. */
export async function settleReports(
  backend: Backend,
  { id, stays, reason }: { id: string; stays: boolean; reason: string },
): Promise<void> {
  await backend.query('settle_template_reports', {
    p_template: id,
    p_stays: stays,
    p_reason: reason,
  });
}
