import { describe, expect, it } from 'vitest';
import { inChunks } from './in-chunks.ts';

describe('calls on many ids', () => {
  it('never sends more than a call takes and joins the answers in order', async () => {
    const ids = Array.from({ length: 2_500 }, (_, at) => `w${at}`);
    const sizes: number[] = [];
    const answers = await inChunks(ids, async (part) => {
      sizes.push(part.length);
      return part;
    });
    expect(sizes).toEqual([1_000, 1_000, 500]);
    expect(answers).toEqual(ids);
  });

  it('calls nothing for no ids, and takes calls that answer nothing', async () => {
    let calls = 0;
    expect(await inChunks([], async () => void (calls += 1))).toEqual([]);
    expect(await inChunks(['a'], async () => void (calls += 1))).toEqual([]);
    expect(calls).toBe(1);
  });
});
