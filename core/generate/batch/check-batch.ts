import type { BatchCheck, BatchPlan } from '../../../contract/studio/batch.ts';
import { listModels } from '../../library/models.ts';
import { availableCredits, type OrderContext } from '../order-checks.ts';
import { paceByModel } from '../pace.ts';
import type { Table } from '../table/read-table.ts';
import { picturesOf, type PlanContext, type PlanGiven, planRows } from './plan-rows.ts';

const PREVIEW = 3;
const MOST_TOLD = 100;

/** What would come of a plan: what it costs and takes, and which rows cannot be run. Writes nothing. */
export function checkBatch(
  context: OrderContext,
  table: Table,
  plan: BatchPlan,
  given: PlanGiven = {},
): BatchCheck {
  const pace = paceByModel(context.db);
  const check: BatchCheck = {
    ready: 0,
    refused: 0,
    pictures: 0,
    credits: 0,
    balance: 0,
    affordable: true,
    seconds: 0,
    preview: [],
    problems: [],
  };
  for (const planned of planRows(table, plan, planContext(context, given))) {
    const { row, model, request, problems, price } = planned;
    const pictures = picturesOf(planned);
    if (request) check.ready += 1;
    else check.refused += 1;
    check.pictures += pictures;
    check.credits += price;
    if (request && check.seconds !== null) {
      const each = pace[model];
      check.seconds = each === undefined ? null : check.seconds + each * pictures;
    }
    if (check.preview.length < PREVIEW) {
      const { line } = row;
      const prompt = request?.prompt ?? row.prompt;
      const aspectRatio = row.aspectRatio ?? plan.aspectRatio;
      const count = row.count ?? plan.count;
      check.preview.push({ line, prompt, model, aspectRatio, count, problems: [...problems] });
    }
    const room = MOST_TOLD - check.problems.length;
    if (room > 0) check.problems.push(...problems.slice(0, room));
  }
  const available = availableCredits(context.db);
  check.balance = available ?? 0;
  check.affordable = available === undefined || check.credits <= available;
  if (check.ready === 0) check.seconds = null;
  return check;
}

export function planContext(context: OrderContext, given: PlanGiven = {}): PlanContext {
  return {
    models: listModels(context.db).filter(({ enabled, task }) => enabled && task === 'image'),
    lacksKey: (provider) => context.lacksKey(provider),
    ...given,
  };
}
