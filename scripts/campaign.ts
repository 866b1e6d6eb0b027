import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ensureFfmpeg } from './ffmpeg.ts';
import { root, run } from './run.ts';

/**
 * `npm run test:campaign [-- NAME…]`: what `npm test` runs small, whole, one campaign after another. Each prints what it
 * went through; the summary says what held. Figures and seeds of the last whole run are kept in docs/reliability.md.
 */
const CAMPAIGNS: Readonly<Record<string, { files: readonly string[]; env?: NodeJS.ProcessEnv }>> = {
  sync: {
    files: ['tests/sync/campaign/campaign.test.ts', 'tests/sync/campaign/planted-bugs.test.ts'],
  },
  differential: { files: ['tests/sync/campaign/differential.test.ts'] },
  devices: { files: ['tests/sync/devices.test.ts', 'tests/sync/hardships.test.ts'] },
  'devices-on-native': {
    files: ['tests/sync/devices.test.ts', 'tests/sync/hardships.test.ts'],
    env: { ATELIER_TEST_ENGINE: 'native' },
  },
  'real-server': { files: ['tests/sync/real-server.test.ts'] },
  killed: { files: ['tests/faults/killed.test.ts'] },
  batch: { files: ['tests/faults/batch-killed.test.ts'] },
  disk: { files: ['tests/faults/failing-disk.test.ts'] },
  damage: { files: ['core/storage/verify.test.ts'] },
  hostile: { files: ['core/media/hostile/hostile.test.ts'] },
  sql: {
    files: [
      'tests/sql/concurrency.test.ts',
      'tests/sql/ledger-campaign.test.ts',
      'tests/sql/queue-campaign.test.ts',
    ],
  },
};

const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.filter((name) => !Object.hasOwn(CAMPAIGNS, name));
if (unknown.length > 0) {
  console.error(
    `There is no campaign ${unknown.join()}. There are: ${Object.keys(CAMPAIGNS).join(', ')}`,
  );
  process.exit(2);
}

const Results = z.object({ numPassedTests: z.int(), numFailedTests: z.int() });
const results = join(root, '.cache', 'results');
mkdirSync(results, { recursive: true });
await ensureFfmpeg();

const told: string[] = [];
let failed = 0;
for (const [name, { files, env }] of Object.entries(CAMPAIGNS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  console.log(`\n== ${name}: ${files.join(' ')}`);
  const since = performance.now();
  const file = join(results, `campaign-${name}.json`);
  // One file at a time: each would otherwise be measured beside the others.
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const code = await run('vitest', ['run', '--maxWorkers=1', ...reporters, ...files], {
    ATELIER_CAMPAIGN: 'whole',
    ...env,
  });
  const { numPassedTests, numFailedTests } = Results.parse(JSON.parse(readFileSync(file, 'utf8')));
  const minutes = ((performance.now() - since) / 60_000).toFixed(1);
  if (code !== 0) failed += 1;
  told.push(
    `${code === 0 ? 'held  ' : 'BROKE '} ${name}: ${numPassedTests} passed, ${numFailedTests} failed, ${minutes} min`,
  );
}
console.log(`\n${told.join('\n')}`);
process.exit(failed === 0 ? 0 : 1);
