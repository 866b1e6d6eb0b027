import { resolve } from 'node:path';
import { AtelierError, ErrorBody, toErrorBody } from '../../contract/errors.ts';
import { ImageRequest } from '../../contract/orders.ts';
import type { Studio } from '../../core/studio.ts';
import { createLog } from '../../core/system/log.ts';
import { defaultDataDir } from '../../core/system/paths.ts';
import { type BatchWish, runBatch } from './generate/batch.ts';
import { requestOfForm } from './generate/form.ts';
import { runOrder, type Wanted } from './generate/order.ts';
import { axesOf } from './generate/words.ts';
import { readLevel, readOptions, wholeNumber } from './options.ts';

const HELP = `Usage: npm run -s atelier -- generate --prompt P [options]
       npm run -s atelier -- generate --generator ID [--field NAME=ANSWER]... [options]
       npm run -s atelier -- generate --table FILE [--map COLUMN=USE]... [options]
       npm run -s atelier -- generate --prompt P --grid AXIS=A,B,C --grid AXIS=A,B [options]

Makes pictures the way the studio does: embedded backend, queue, worker, workspace. Prints one JSON object,
{"order","assets","credits"}, and exits 0; or {"error":{"code","message"}} and exits 1.

  --prompt P      what to make
  --generator ID  a form makes the prompt, instead of --prompt; ratio, quality, format and count are the form's own
  --field N=A     answers one of its fields; choices by id or label, lists divided by ;
  --model M       draft, or a model's id such as openai/gpt-image-1-mini (default draft)
  --count N       how many (default 1)
  --aspect R      1:1 16:9 9:16 4:3 3:4 3:2 2:3 21:9 (default 1:1)
  --seed N        the first picture's seed; the next ones count up
  --format F      webp, png or jpeg (default webp)
  --quality Q     draft, standard or high (default standard)
  --negative P    what to leave out
  --save          save the pictures to the library
  --out DIR       also copy the files there
  --data DIR      the library's folder
  --timeout S     give up after so many seconds (default 600; of many, none)
  --json          of many, a line for each row as it ends; the answer is JSON anyway
  --verbose       what happens meanwhile, on standard error

Many, one order a row. Prints {"batch","credits"} and exits 0 when all came, 3 when some did not, 4 when it rests for
its cap, the credits or the quota. Run again with the same file and options it goes on where it was, and tries what
failed once more: nothing is ordered or charged twice.

  --table FILE    CSV, TSV or the like; columns are found by their headings
  --map C=U       column C is for U: a token, or prompt, negativePrompt, model, aspectRatio, count, seed, quality,
                  format, steps, guidance, outputQuality, strength, lora, loraScale, size; [U] is always a token, - nothing
  --generator ID  a form makes the prompts: columns answer its fields, by heading or by --map C=field:ID, and --field
                  those that have none
  --grid A=V,V    two or three: every value of each with every one of the others; A as in --map
  --sheet FILE    the grid as one picture, PNG
  --from FILE     the picture that all begin with
  --lora ID       a LoRA for all
  --cap WOOFS     rest before this is spent
  --dry-run       say what it would make and cost, and make nothing
  --report FILE   what came of each row, as CSV
  --anew          also where the same was run before
`;

const DRAFT = 'draft/studio';

const OPTIONS = {
  prompt: { type: 'string' },
  model: { type: 'string' },
  count: { type: 'string' },
  aspect: { type: 'string' },
  seed: { type: 'string' },
  format: { type: 'string' },
  quality: { type: 'string' },
  negative: { type: 'string' },
  table: { type: 'string' },
  map: { type: 'string', multiple: true },
  generator: { type: 'string' },
  field: { type: 'string', multiple: true },
  grid: { type: 'string', multiple: true },
  sheet: { type: 'string' },
  from: { type: 'string' },
  lora: { type: 'string' },
  cap: { type: 'string' },
  'dry-run': { type: 'boolean' },
  report: { type: 'string' },
  anew: { type: 'boolean' },
  save: { type: 'boolean' },
  out: { type: 'string' },
  data: { type: 'string' },
  timeout: { type: 'string' },
  json: { type: 'boolean' },
  verbose: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

type Options = ReturnType<typeof readOptions<typeof OPTIONS>>;

/** One whole run from prompt, table or grid to files. */
export async function generate(args: string[]): Promise<number> {
  try {
    const options = readOptions(args, OPTIONS);
    if (options.help) {
      process.stdout.write(HELP);
      return 0;
    }
    const work = readWork(options);
    const dataDir = options.data ? resolve(options.data) : defaultDataDir();
    const level = readLevel(options.verbose, 'error');
    // The whole program: not loaded for the help, nor to refuse a wrong option.
    const { openSoloStudio } = await import('./solo-studio.ts');
    const solo = await openSoloStudio({ dataDir, level, log: createLog({ level }) });
    try {
      const { code, answer } = await work(solo.studio);
      print(answer);
      return code;
    } finally {
      await solo.close();
    }
  } catch (error) {
    if (!(error instanceof AtelierError) && bodyOf(error).code === 'internal') {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    }
    print({ error: bodyOf(error) });
    return 1;
  }
}

const print = (answer: unknown) => void process.stdout.write(`${JSON.stringify(answer)}\n`);

/** Without a table or a grid they would be left out in silence, though someone counts on them. */
const OF_MANY = ['map', 'sheet', 'from', 'cap', 'dry-run', 'report', 'anew'] as const;

/** Says no to answers without a form. */
function checkFields({ field, generator }: Options): void {
  if (field === undefined || generator !== undefined) return;
  throw new AtelierError('invalid_input', '--field goes with --generator', { field: 'field' });
}

type Work = (studio: Studio) => Promise<{ code: number; answer: unknown }>;

/** What the options ask for; all that is wrong with them is said before anything is opened. */
function readWork(options: Options): Work {
  const { table, grid = [], map: maps = [] } = options;
  const out = resolved(options.out);
  const save = options.save === true;
  const seconds = wholeNumber('timeout', options.timeout);
  checkFields(options);
  if (table === undefined && grid.length === 0) {
    const wanted = readWanted(options);
    const alone = OF_MANY.find((name) => options[name] !== undefined);
    if (alone !== undefined) {
      const message = `--${alone} goes with --table or --grid`;
      throw new AtelierError('invalid_input', message, { field: alone });
    }
    const deadline = Date.now() + (seconds ?? 600) * 1000;
    return async (studio) => ({
      code: 0,
      answer: await runOrder(studio, wanted, { save, out, deadline }),
    });
  }
  if (table !== undefined && grid.length > 0) {
    throw new AtelierError('invalid_input', 'It is a table or a grid, not both.', {
      field: 'grid',
    });
  }
  // A table may have prompts of its own.
  const request = readRequest(options, table === undefined ? undefined : (options.prompt ?? ''));
  const wish: BatchWish = {
    request,
    ...(table === undefined ? { axes: axesOf(grid) } : { table: { file: resolve(table), maps } }),
    generator: options.generator,
    fields: options.field ?? [],
    from: resolved(options.from),
    cap: wholeNumber('cap', options.cap) ?? null,
    dryRun: options['dry-run'] === true,
    anew: options.anew === true,
    save,
    out,
    report: resolved(options.report),
    sheet: resolved(options.sheet),
    deadline: seconds === undefined ? Number.POSITIVE_INFINITY : Date.now() + seconds * 1000,
    tell: options.json === true ? print : undefined,
  };
  return (studio) => runBatch(studio, wish);
}

/** One order, of a prompt or of a form that makes it. */
function readWanted(options: Options): Wanted {
  const { generator, prompt, field = [] } = options;
  if (generator === undefined) {
    const request = readRequest(options);
    return { model: request.model, requestOf: () => Promise.resolve(request) };
  }
  const stray = prompt !== undefined ? 'prompt' : options.negative !== undefined && 'negative';
  if (stray) {
    const message = `--${stray} does not go with --generator: the form makes it`;
    throw new AtelierError('invalid_input', message, { field: stray });
  }
  const { model, aspectRatio, quality, format, count, seed, loras } = readRequest(options, '');
  const wishes = {
    model,
    ...(options.aspect !== undefined && { aspectRatio }),
    ...(options.quality !== undefined && { quality }),
    ...(options.format !== undefined && { format }),
    ...(options.count !== undefined && { count }),
  };
  return {
    model,
    async requestOf(client) {
      const request = await requestOfForm(client, { generator, fields: field, wishes, seed });
      return loras ? { ...request, loras } : request;
    },
  };
}

const resolved = (path: string | undefined) => (path === undefined ? undefined : resolve(path));

/** `own`: the prompt of rows that have none; it may be empty. */
function readRequest(options: Options, own?: string): ImageRequest {
  const { model, lora } = options;
  const parsed = ImageRequest.safeParse({
    prompt: own === undefined ? (options.prompt ?? '') : own || '-',
    model: model === undefined || model === 'draft' ? DRAFT : model,
    count: wholeNumber('count', options.count),
    aspectRatio: options.aspect,
    seed: wholeNumber('seed', options.seed),
    format: options.format,
    quality: options.quality,
    negativePrompt: options.negative,
    ...(lora !== undefined && { loras: [{ id: lora }] }),
  });
  if (parsed.success) return own === undefined ? parsed.data : { ...parsed.data, prompt: own };
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.') ?? 'request';
  throw new AtelierError('invalid_input', `${field}: ${issue?.message ?? 'does not fit'}`, {
    field,
  });
}

function bodyOf(error: unknown): ErrorBody {
  const sent = ErrorBody.safeParse((error as { data?: unknown }).data);
  return sent.success ? sent.data : toErrorBody(error);
}
