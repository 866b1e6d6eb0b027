import { toErrorBody, AtelierError } from '../../contract/errors.ts';
import { ProviderKeys } from '../../contract/provider-access.ts';
import { createLog } from '../../core/system/log.ts';
import { vendorAddresses } from '../../core/system/vendor-addresses.ts';
import { portNumber, readLevel, readOptions, wholeNumber } from './options.ts';
import { untilAsked } from './signals.ts';
import { version } from './version.ts';
import { createWorkerMetrics } from './worker-metrics.ts';

const HELP = `Usage: npm run -s atelier -- worker --url URL --key KEY [--anon-key KEY] [--concurrency N]
       [--metrics-port N] [--verbose]

Claims jobs from a backend over HTTPS and runs them. It needs no database connection, so it runs anywhere;
start more of them to go faster. On SIGTERM it finishes or gives back what it holds.

  --url URL          the Supabase project or embedded server (or ATELIER_URL)
  --key KEY          the worker's key (or ATELIER_WORKER_KEY): select create_worker('name') makes one
  --anon-key KEY     the project's anon key (or ATELIER_ANON_KEY)
  --concurrency N    jobs at the same time (default 2)
  --metrics-port N   serve /metrics (Prometheus) and /health on 127.0.0.1, at this port
  --verbose          a line for each job, on standard error

Vendor keys are read from OPENAI_API_KEY, REPLICATE_API_TOKEN, GEMINI_API_KEY, MISTRAL_API_KEY and
OPENAI_COMPATIBLE_API_KEY; addresses of own servers from ATELIER_OPENAI_COMPATIBLE_URL and ATELIER_COMFYUI_URL, other
addresses of the vendors from ATELIER_OPENAI_URL and so on.
`;

export async function worker(args: string[]): Promise<number> {
  try {
    const options = readOptions(args, {
      url: { type: 'string' },
      key: { type: 'string' },
      'anon-key': { type: 'string' },
      concurrency: { type: 'string' },
      'metrics-port': { type: 'string' },
      verbose: { type: 'boolean' },
      help: { type: 'boolean' },
    });
    if (options.help) {
      process.stdout.write(HELP);
      return 0;
    }
    const { env } = process;
    const metrics = createWorkerMetrics();
    const { startWorker } = await import('../worker/worker.ts');
    const running = startWorker({
      ...metrics.hooks,
      url: required('url', options.url ?? env['ATELIER_URL']),
      workerKey: required('key', options.key ?? env['ATELIER_WORKER_KEY']),
      anonKey: required('anon-key', options['anon-key'] ?? env['ATELIER_ANON_KEY']),
      concurrency: wholeNumber('concurrency', options.concurrency) ?? 2,
      keys: vendorKeys(env),
      baseUrls: vendorAddresses(),
      software: `Atelier ${version()}`,
      log: createLog({ level: readLevel(options.verbose, 'warn') }).with({ program: 'worker' }),
    });
    const port = options['metrics-port'];
    const seen =
      port === undefined ? null : await metrics.listen(portNumber(port), () => running.running());
    await untilAsked();
    await running.drain();
    seen?.close();
    return 0;
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ error: toErrorBody(error) })}\n`);
    return 1;
  }
}

/** A vendor without a key is left out: the draft renderer needs none. */
function vendorKeys(env: NodeJS.ProcessEnv): ProviderKeys {
  const keys = {
    openai: env['OPENAI_API_KEY'],
    replicate: env['REPLICATE_API_TOKEN'],
    google: env['GEMINI_API_KEY'],
    mistral: env['MISTRAL_API_KEY'],
    'openai-compatible': env['OPENAI_COMPATIBLE_API_KEY'],
  };
  return ProviderKeys.parse(Object.fromEntries(Object.entries(keys).filter(([, key]) => key)));
}

function required(name: string, value: string | undefined): string {
  if (!value) throw new AtelierError('invalid_input', `--${name} is missing`, { field: name });
  return value;
}
