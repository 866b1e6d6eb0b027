import assert from 'node:assert/strict';
import process from 'node:process';
import { z } from 'zod';
import { FunctionErrorBody, HTTP_STATUS, type ErrorCode } from '../../../contract/errors.ts';

const Person = z.object({ id: z.string(), token: z.string() });

/** What a run of the suite is given: people and things of its own in a backend that is up, and the fake vendors. */
export const Stage = z.object({
  backend: z.string(),
  serviceKey: z.string(),
  vendors: z.string(),
  creator: Person,
  /** Somebody else, whose request for another's things is refused. */
  other: Person,
  /** Whose minute is used up by the test of the limit. */
  busy: Person,
  admin: Person,
  workerKey: z.string(),
  agent: z.object({ id: z.string(), key: z.string(), origin: z.string() }),
  libraryId: z.string(),
  /** A film that is kept: it has its length, and bytes that no function reads. */
  filmId: z.string(),
  characterId: z.string(),
  /** Of each function so many, with this seed. */
  hostileBodies: z.number(),
  seed: z.number(),
});
export type Stage = z.infer<typeof Stage>;

/** Where the stage stands in the environment of the process that runs the suite. */
export const STAGE = 'ATELIER_FUNCTIONS_STAGE';

export type Handler = (request: Request) => Promise<Response>;

/** A request of this body, as the function sees it. */
export function ask(
  handler: Handler,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return handler(
    new Request('http://function/', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  );
}

export const by = ({ token }: { token: string }) => ({ authorization: `Bearer ${token}` });

/** The answer of a request that must succeed. */
export async function answerOf<S extends z.ZodType>(
  response: Promise<Response>,
  schema: S,
): Promise<z.output<S>> {
  const told = await response;
  const text = await told.text();
  assert.equal(told.status, 200, text);
  return schema.parse(JSON.parse(text));
}

export async function refused(response: Promise<Response>, code: ErrorCode) {
  const told = await response;
  const body = FunctionErrorBody.parse(await told.json());
  assert.equal(body.code, code, JSON.stringify(body));
  assert.equal(told.status, HTTP_STATUS[code]);
  return body;
}

/** Runs with other settings, and puts back what was. */
export async function withSettings(
  settings: Record<string, string | undefined>,
  run: () => Promise<unknown>,
): Promise<void> {
  const before = Object.keys(settings).map((name) => [name, process.env[name]] as const);
  const set = (name: string, value: string | undefined) => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };
  for (const [name, value] of Object.entries(settings)) set(name, value);
  try {
    await run();
  } finally {
    for (const [name, value] of before) set(name, value);
  }
}

/** What the fake vendors were asked under a path, oldest first. */
export async function askedOf(stage: Stage, path: string) {
  const Asked = z.array(
    z.object({ path: z.string(), body: z.string(), idempotencyKey: z.string().optional() }),
  );
  const all = Asked.parse(await (await fetch(`${stage.vendors}/asked`)).json());
  return all.filter((one) => one.path === path);
}

/** Rows or the answer of a function of the database, with the service's key. */
export async function database(stage: Stage, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${stage.backend}/rest/v1/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      apikey: stage.serviceKey,
      authorization: `Bearer ${stage.serviceKey}`,
      'content-type': 'application/json',
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  assert.ok(response.ok, text);
  return text === '' ? null : JSON.parse(text);
}

export type Case = (stage: Stage) => Promise<void>;
export type Cases = Readonly<Record<string, Case>>;
