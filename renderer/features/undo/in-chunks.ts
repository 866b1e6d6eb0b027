/** The most ids one call takes (contract/primitives.ts). */
const MOST = 1_000;

/** Calls with at most 1,000 ids at a time, in order; the answers follow each other in one array. */
export async function inChunks<R>(
  ids: readonly string[],
  call: (ids: string[]) => Promise<readonly R[] | void>,
): Promise<R[]> {
  const answers: R[] = [];
  for (let start = 0; start < ids.length; start += MOST) {
    const answer = await call(ids.slice(start, start + MOST));
    // Not spread: a thousand is fine, but a call may answer with more.
    for (const one of answer ?? []) answers.push(one);
  }
  return answers;
}
