import { functionFailure, offline, restFailure } from './failure.ts';
import type { Session } from './session.ts';

/** Asks a function that changes nothing, so that nothing has to be remembered of it. Errors: `offline`, and its own. */
export async function askFunction(
  session: Session | null | undefined,
  name: string,
  body: object,
): Promise<unknown> {
  if (!session) throw offline(undefined);
  const { data, error, response } = await session.client.functions.invoke<unknown>(name, { body });
  if (!error) return data;
  if (!response) throw offline(error);
  throw (await functionFailure(response)).failure;
}

/** Calls a function of the database as who is signed in. Errors: `offline`, and its own. */
export async function queryDatabase(
  session: Session | null | undefined,
  name: string,
  args: object,
): Promise<unknown> {
  if (!session) throw offline(undefined);
  const { data, error, status } = await session.client.rpc(name, args);
  if (error) throw restFailure(status, error);
  return data as unknown;
}
