import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * What crosses rooms starts programs and takes long: it goes first, and the short ones fill up the end, those that share
 * a process one after the other.
 */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification) =>
      moduleId.includes('/tests/') ? 0 : project.name === 'own' ? 1 : 2;
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

/** Rooms whose tests change nothing of their process: they set up no native library and write no environment. */
const PURE = [
  '{contract,renderer,scripts}/**/*.test.ts',
  'core/{generate,library,sync,workspace}/**/*.test.ts',
  'backend/{providers,worker}/**/*.test.ts',
];

/**
 * `pure` and what keeps to itself, in Node. Browser tests are Playwright's (playwright.config.ts). Each file of `own` has
 * a process of its own: databases, environment and native handles never leak between files. Those of `pure` share one for
 * each worker, which loads the modules once and not at every file.
 */
export default defineConfig({
  test: {
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
    projects: [
      {
        extends: true,
        test: {
          name: 'own',
          include: [
            '{contract,core,backend,electron,renderer,scripts}/**/*.test.ts',
            'tests/{accounts,cli,contract,sync,sql,functions,desktop,faults,host,backend}/**/*.test.ts',
          ],
          exclude: PURE,
        },
      },
      { extends: true, test: { name: 'pure', include: PURE, isolate: false } },
    ],
  },
});
