import { root, run } from './run.ts';
import { checkLicences } from './licences.ts';
import { checkTranslationsUse } from './literals.ts';

/** Linter and type checker are written in Go, which collects rubbish at every doubling: seldom, while there is memory. */
const SELDOM = { GOGC: '400', GOMEMLIMIT: '3GiB' };

/** Everything that can be told without running the product. All are run, so that one pass shows all findings. */
const STEPS: readonly { name: string; run: () => Promise<number> }[] = [
  { name: 'format', run: () => run('oxfmt', ['--check', '.']) },
  {
    name: 'lint and import rules',
    run: () =>
      run(
        'oxlint',
        [
          '--type-aware',
          '--deny-warnings',
          '--report-unused-disable-directives',
          '--threads=1',
          '.',
        ],
        // Each of its threads works out the shared types anew: one alone takes half of the processor's time.
        { ...SELDOM, GOMAXPROCS: '1' },
      ),
  },
  // Several checkers would each work out the shared types anew: three times the processor's time.
  { name: 'types', run: () => run('tsc', ['-b', '--singleThreaded'], SELDOM) },
  { name: 'unused code', run: () => run('knip', ['--no-progress']) },
  { name: 'licences', run: () => checkLicences(root) },
  { name: 'literal text', run: () => checkTranslationsUse(root) },
];

let failed = 0;
for (const step of STEPS) {
  const since = performance.now();
  const code = await step.run();
  if (code !== 0) failed += 1;
  const seconds = ((performance.now() - since) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${step.name} (${seconds} s)`);
}
process.exit(failed === 0 ? 0 : 1);
