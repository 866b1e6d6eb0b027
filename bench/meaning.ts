import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EMBEDDING_LENGTH, packEmbedding } from '../contract/embedding.ts';
import { HEAD_LENGTH } from '../core/library/meaning-index.ts';
import { keepMeaningOfText } from '../core/library/meanings.ts';
import { MIGRATIONS } from '../core/library/migrations/all.ts';
import { type Database, openDatabase } from '../core/system/database.ts';
import { openTestStudio } from '../core/test-studio.ts';
import { type BenchResult, median, percentile, round } from './bench.ts';
import { writeLibrary } from './library-rows.ts';

const WORKS = Number(process.env['ATELIER_WORKS'] ?? '100000');
const RUNS = Number(process.env['ATELIER_RUNS'] ?? '100');
const PEER_RUNS = 3;
/** 99th percentile, in milliseconds. */
const BAR = 80;
/** Works that an exact look puts first: the share of them that a search shows is told beside. */
const FOREMOST = 100;
/** Works are about so many things; what is asked is about one of them. */
const THEMES = 200;

/** A library with a meaning each, searched through the router by texts whose meaning is known; beside it, every vector compared. */
export async function meaning(): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-bench-'));
  try {
    const path = writeLibrary(folder, WORKS);
    const plain = openDatabase({ path, migrations: MIGRATIONS });
    try {
      const asked = writeMeanings(plain);
      return await measure(folder, plain, asked);
    } finally {
      plain.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(
  folder: string,
  plain: Database,
  asked: readonly Int8Array[],
): Promise<BenchResult> {
  const { studio, calls } = await openTestStudio(folder);
  try {
    const search = (run: number) =>
      calls.library.list({ search: `meaning:"theme ${run}"`, sort: 'best', limit: FOREMOST });
    await search(RUNS);
    const [wall, cpu, shares]: [number[], number[], number[]] = [[], [], []];
    for (let run = 0; run < RUNS; run += 1) {
      const before = process.threadCpuUsage();
      const since = performance.now();
      const { items } = await search(run);
      wall.push(performance.now() - since);
      const { user, system } = process.threadCpuUsage(before);
      cpu.push((user + system) / 1_000);
      if (run < PEER_RUNS) shares.push(shareOf(items, exactly(plain, asked[run]!).ids));
    }
    const peer = asked.slice(0, PEER_RUNS).map((vector) => exactly(plain, vector).milliseconds);
    const share = Math.min(...shares);
    return {
      figures: {
        works: WORKS,
        'search (p50 / p99 ms)': pair(wall),
        'search, own CPU (p50 / p99 ms)': pair(cpu),
        'every vector compared (p50 ms)': round(median(peer)),
        [`share of the exact first ${FOREMOST}`]: round(share, 3),
      },
      goal: `p99 ${BAR} ms at 100,000`,
      met: percentile(wall, 0.99) <= BAR,
    };
  } finally {
    await studio.close();
  }
}

const pair = (values: readonly number[]) =>
  `${round(median(values), 2)} / ${round(percentile(values, 0.99), 2)}`;

function shareOf(items: readonly { id: string }[], exact: readonly string[]): number {
  const found = new Set(items.map(({ id }) => id));
  return exact.filter((id) => found.has(id)).length / exact.length;
}

/** Every work's vector, and those of the texts that are asked for, of which the one after the last is for the first time. */
function writeMeanings(db: Database): Int8Array[] {
  const random = randomFrom(1);
  const themes = Array.from({ length: THEMES }, () =>
    Array.from({ length: EMBEDDING_LENGTH }, () => random()),
  );
  const about = (theme: number) =>
    packEmbedding(
      // As the model's: the first numbers say most.
      (themes[theme] ?? []).map(
        (part, at) => (0.7 * part + random()) * (at < HEAD_LENGTH ? 1.5 : 1),
      ),
    );
  const asked = Array.from({ length: RUNS + 1 }, (_, run) => about((run * 7) % THEMES));
  db.transaction(() => {
    for (const { nr, id } of db.all<{ nr: number; id: string }>(
      'select nr, id from user_library',
    )) {
      const vector = about(nr % THEMES);
      db.run(
        'insert into meanings (nr, library_id, hash, head) values (?, ?, ?, ?)',
        nr,
        id,
        '',
        Buffer.from(vector.slice(0, HEAD_LENGTH).buffer),
      );
      db.run(
        'insert into meaning_vectors (nr, vector) values (?, ?)',
        nr,
        Buffer.from(vector.slice().buffer),
      );
    }
    for (const [run, vector] of asked.entries()) {
      keepMeaningOfText(db, `theme ${run}`, { vector, now: new Date(run).toISOString() });
    }
  });
  return asked;
}

/** The same numbers in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state / 2 ** 31;
  };
}

function exactly(db: Database, wanted: Int8Array): { ids: string[]; milliseconds: number } {
  const since = performance.now();
  const found: { nr: number; cosine: number }[] = [];
  const most = db.get<{ nr: number }>('select max(nr) as nr from meaning_vectors')?.nr ?? 0;
  for (let after = 0; after < most; after += 5_000) {
    const rows = db.all<{ nr: number; vector: Buffer }>(
      'select v.nr, v.vector from meaning_vectors v join user_library l on l.nr = v.nr where v.nr > ? and v.nr <= ? and l.trashed_at is null',
      after,
      after + 5_000,
    );
    for (const { nr, vector } of rows) {
      const numbers = new Int8Array(vector.buffer, vector.byteOffset, vector.length);
      let [dot, square] = [0, 0];
      for (let at = 0; at < EMBEDDING_LENGTH; at += 1) {
        dot += numbers[at]! * wanted[at]!;
        square += numbers[at]! * numbers[at]!;
      }
      found.push({ nr, cosine: dot / Math.sqrt(square) });
    }
  }
  const first = found.sort((a, b) => b.cosine - a.cosine).slice(0, FOREMOST);
  const milliseconds = performance.now() - since;
  const ids = first.map(
    ({ nr }) => db.get<{ id: string }>('select id from user_library where nr = ?', nr)?.id ?? '',
  );
  return { ids, milliseconds };
}
