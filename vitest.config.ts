import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What crosses rooms starts programs and takes long: it goes first, and the short ones fill up the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const crosses = ({ moduleId }: TestSpecification) => moduleId.includes('/tests/');
    return [...sorted.filter(crosses), ...sorted.filter((file) => !crosses(file))];
  }
}

/**
 * `unit` and what crosses folders in Node. Browser tests are Playwright's (playwright.config.ts).
 * Each file has a process of its own: databases, environment and native handles never leak between files.
 */
export default defineConfig({
  test: {
    include: [
      '{contract,core,backend,electron,renderer,scripts}/**/*.test.ts',
      'tests/{accounts,cli,contract,sync,sql,functions,desktop,faults,host,backend}/**/*.test.ts',
    ],
    // The built main and the double it runs on must be the same modules for Node and for the test.
    server: { deps: { external: [/\/out\/main\//, /\/tests\/desktop\/double\//] } },
    pool: 'forks',
    sequence: { sequencer: LongestFirst },
    // One more than the cores of the smallest machine: a test that waits for a process leaves its core to another.
    maxWorkers: 3,
    // Longer than any of them takes on a machine that does three other things.
    testTimeout: 90_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 15_000 } },
    dangerouslyIgnoreUnhandledErrors: false,
  },
});
