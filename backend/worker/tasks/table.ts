import { JobType } from '../../../contract/orders.ts';
import { generateVideo } from './generate-video.ts';
import { renderCarousels, renderImages } from './render-images.ts';
import type { Task } from './task.ts';

/** One row a type of job. A missing or second handler stops the program at start. */
export function createTaskTable(
  tasks: readonly Task[] = [renderImages, renderCarousels, generateVideo],
): ReadonlyMap<JobType, Task> {
  const table = new Map<JobType, Task>();
  for (const task of tasks) {
    if (table.has(task.type)) throw new Error(`Two tasks handle ${task.type}.`);
    table.set(task.type, task);
  }
  const missing = JobType.options.filter((type) => !table.has(type));
  if (missing.length > 0) throw new Error(`No task handles ${missing.join()}.`);
  return table;
}
