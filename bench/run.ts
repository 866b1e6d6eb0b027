import { parseArgs } from 'node:util';
import { cpus, totalmem } from 'node:os';
import type { Bench } from './bench.ts';

/** `npm run bench -- NAME --json`: one figure a file, loaded when it is asked for. */
const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  backend: async () => (await import('./backend.ts')).backend,
  boot: async () => (await import('./boot.ts')).boot,
  draft: async () => (await import('./draft.ts')).draft,
  motion: async () => (await import('./motion.ts')).motion,
  queue: async () => (await import('./queue.ts')).queue,
  rls: async () => (await import('./rls.ts')).rls,
  pipeline: async () => (await import('./pipeline.ts')).pipeline,
  sync: async () => (await import('./sync.ts')).sync,
  start: async () => (await import('./start.ts')).start,
  thumbs: async () => (await import('./thumbs.ts')).thumbs,
  library: async () => (await import('./library.ts')).library,
  meaning: async () => (await import('./meaning.ts')).meaning,
  import: async () => (await import('./import.ts')).importing,
  scroll: async () => (await import('./scroll.ts')).scroll,
  memory: async () => (await import('./memory.ts')).memory,
};

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean' }, help: { type: 'boolean' } },
  allowPositionals: true,
});
const [name] = positionals;
const load = name !== undefined && Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
if (!load || values.help) {
  process.stdout.write(
    `Usage: npm run bench -- NAME [--json]\n\nNames: ${Object.keys(BENCHES).join(', ')}\n`,
  );
  process.exit(values.help ? 0 : 2);
}

const bench = await load();
const result = await bench();
const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
if (values.json) {
  process.stdout.write(`${JSON.stringify({ bench: name, ...result, machine })}\n`);
} else {
  process.stdout.write(`${name} on ${machine}\n`);
  for (const [figure, value] of Object.entries(result.figures))
    process.stdout.write(`  ${figure}: ${value}\n`);
  process.stdout.write(`  goal: ${result.goal} — ${result.met ? 'met' : 'NOT met'}\n`);
}
process.exit(0);
