import type { BatchPlan } from '../../../contract/studio/batch.ts';
import { listRows } from '../../generate/batch/batch-rows.ts';
import {
  listBatches,
  removeBatch,
  reportOf,
  requireBatch,
  startBatch,
} from '../../generate/batch/batches.ts';
import { checkBatch } from '../../generate/batch/check-batch.ts';
import { gridTable } from '../../generate/batch/grid-table.ts';
import type { PlanGiven } from '../../generate/batch/plan-rows.ts';
import { pauseBatch, resumeBatch, retryRows, stopBatch } from '../../generate/batch/run-batch.ts';
import { guessColumns } from '../../generate/table/map-columns.ts';
import { readWildcardFiles } from '../../generate/prompts/read-wildcards.ts';
import { rowWorks, worksOfBatch } from '../../workspace/save-batch.ts';
import type { CallContext, Implementer } from '../call-context.ts';

export function batchCalls(os: Implementer['batch'], studio: CallContext) {
  const open = () => studio.account().context;
  const tableOf = (id: string) => studio.account().batches.tables.require(id);
  const given = async ({ generator }: Pick<BatchPlan, 'generator'>): Promise<PlanGiven> => ({
    wildcards: await readWildcardFiles(studio.wildcards),
    ...(generator && { generator: await studio.generators.require(generator.id) }),
  });
  return {
    guess: os.guess.handler(async ({ input }) => {
      const generator = await studio.generators.require(input.generatorId);
      return guessColumns(tableOf(input.tableId).columns, { generator });
    }),
    check: os.check.handler(async ({ input }) =>
      checkBatch(open(), tableOf(input.tableId), input, await given(input)),
    ),
    start: os.start.handler(async ({ input }) =>
      startBatch(open(), tableOf(input.plan.tableId), {
        ...input,
        with: await given(input.plan),
      }),
    ),
    checkGrid: os.checkGrid.handler(async ({ input }) => {
      const { table, plan } = gridTable(input);
      return checkBatch(open(), table, plan, await given(plan));
    }),
    startGrid: os.startGrid.handler(async ({ input }) => {
      const { table, plan } = gridTable(input.plan);
      return startBatch(open(), table, { ...input, plan, with: await given(plan) });
    }),
    list: os.list.handler(() => listBatches(open().db)),
    get: os.get.handler(({ input }) => requireBatch(open().db, input.id)),
    rows: os.rows.handler(({ input: { id, ...filter } }) => listRows(open().db, id, filter)),
    works: os.works.handler(({ input }) => rowWorks(open(), input)),
    pause: os.pause.handler(({ input }) => pauseBatch(open(), input.id)),
    resume: os.resume.handler(({ input }) => resumeBatch(open(), input.id, input.spendCap)),
    stop: os.stop.handler(({ input }) => stopBatch(open(), input.id)),
    retry: os.retry.handler(({ input }) => retryRows(open(), input.id, input.numbers)),
    remove: os.remove.handler(({ input }) => removeBatch(open(), input.id)),
    report: os.report.handler(({ input }) => {
      const { context, store } = studio.account();
      return reportOf(context.db, input.id, ({ sha256, mime }) => store.originalPath(sha256, mime));
    }),
    save: os.save.handler(({ input }) => worksOfBatch(open(), input.id)),
  };
}
