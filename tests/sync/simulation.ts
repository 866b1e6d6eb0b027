import { deepStrictEqual } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allRows, type PushBody, withdraw } from '../../core/library/outbox.ts';
import { AtelierError, ErrorBody } from '../../contract/errors.ts';
import type { TestBackend } from './backend.ts';
import { Crash, type Device, openDevice } from './device.ts';
import { createFaults, type Faults } from './faults.ts';
import { createLedger, type Ledger, type State } from './ledger.ts';
import { operate } from './operations.ts';
import { createRandom, type Random } from './random.ts';

const STEPS = 60;
const MOST_ROUNDS = 40;

interface World {
  backend: TestBackend;
  userId: string;
  random: Random;
  ledger: Ledger;
  devices: { device: Device; faults: Faults }[];
  /** Everybody's clock; it jumps. */
  clock: { now(): Date; pass(milliseconds: number): void };
  fresh: () => string;
  /** A place in the server's history to go back to. */
  earlier: string | null;
}

/**
 * Some devices of one account do as they please while network, processes and server fail, all drawn from the seed.
 * Then all come online, and must agree on what the ledger holds possible. Throws if they do not.
 */
export async function simulate(backend: TestBackend, seed: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-simulation-'));
  const world = await createWorld(backend, seed, folder);
  try {
    for (let step = 0; step < STEPS; step += 1) await takeStep(world);
    await settle(world);
    await judge(world);
  } finally {
    for (const { device } of world.devices) await device.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function createWorld(backend: TestBackend, seed: number, folder: string): Promise<World> {
  const random = createRandom(seed);
  const { userId, link } = await backend.newAccount();
  let now = Date.parse('2026-11-21T08:00:00Z');
  const clock = {
    now: () => new Date((now += 1)),
    pass: (milliseconds: number) => void (now += milliseconds),
  };
  let nr = 0;
  const world: World = {
    backend,
    userId,
    random,
    ledger: createLedger(),
    devices: [],
    clock,
    fresh: () => `text ${(nr += 1)}`,
    earlier: null,
  };
  for (let at = 0; at < 2 + random.below(2); at += 1) {
    const faults = createFaults(random);
    const name = `device ${at}`;
    const device = openDevice({
      name,
      folder: join(folder, name),
      link,
      clock,
      fetch: faults.fetch,
    });
    faults.meanwhile = () => work(world, device);
    world.devices.push({ device, faults });
  }
  return world;
}

async function takeStep(world: World): Promise<void> {
  const { random, clock } = world;
  const chosen = random.pick(world.devices);
  if (!chosen) return;
  const { device, faults } = chosen;
  clock.pass(random.below(40_000));
  const dice = random.next();
  if (dice < 0.15) await importOne(world, device);
  else if (dice < 0.55) work(world, device);
  else if (dice < 0.86) await passBadly(world, device, faults);
  else if (dice < 0.9) await device.restart();
  else if (dice < 0.95) await faults.deliverLate();
  else if (dice < 0.97) await forgetTombstones(world);
  else await goBack(world);
}

/** One operation of a creator; dead processes do nothing. */
function work(world: World, device: Device): void {
  const { random, ledger, fresh } = world;
  try {
    operate({ device, random, ledger, fresh });
  } catch (error) {
    // A selection may hold what is gone by now, and a collection may be removed for good.
    if (!(error instanceof Crash) && !(error instanceof AtelierError)) throw error;
  }
}

async function importOne(world: World, device: Device): Promise<void> {
  const bytes = Buffer.from(`${world.userId} ${world.fresh()}`);
  world.ledger.works.add(await device.importBytes(bytes, 'picture.png'));
}

async function passBadly(world: World, device: Device, faults: Faults): Promise<void> {
  const { random } = world;
  faults.rate = random.chance(0.5) ? 0.25 : 0;
  const crashes = random.chance(0.25);
  if (crashes) device.crashIn(random.below(150));
  try {
    await device.pass();
  } catch (error) {
    if (!(error instanceof Crash) && !(error instanceof AtelierError)) throw error;
  } finally {
    faults.rate = 0;
    if (crashes) await device.restart();
    world.ledger.look(device);
  }
}

/** Ninety days pass for every deleted row (rule S6). */
async function forgetTombstones({ backend, userId }: World): Promise<void> {
  for (const table of ['collection_items', 'user_collections', 'user_library']) {
    await backend.query(
      `update public.${table} set deleted_at = now() - interval '100 days'
       where user_id = $1::uuid and deleted_at is not null`,
      userId,
    );
  }
  await backend.query('select public.purge_tombstones()');
}

/** The server is restored from a backup: what was made since is gone, and a new epoch says so (rule S6). */
async function goBack(world: World): Promise<void> {
  const { backend, userId, ledger, random } = world;
  if (world.earlier === null || random.chance(0.5)) {
    const [row] = await backend.query<{ xid: string }>('select pg_current_xact_id()::text as xid');
    world.earlier = row?.xid ?? null;
    return;
  }
  ledger.forgetWhatWasSeen();
  for (const table of ['collection_items', 'user_collections', 'user_library']) {
    await backend.query(
      `delete from public.${table} where user_id = $1::uuid and (field_xids ->> '*')::xid8 > $2::xid8`,
      userId,
      world.earlier,
    );
  }
  await backend.query(
    'delete from public.sync_mutations where user_id = $1::uuid and xid > $2::xid8',
    userId,
    world.earlier,
  );
  await backend.query('select public.start_sync_epoch()');
  world.earlier = null;
}

/** Everybody online, nobody edits, until nothing is left to send; then once more, to hear of the others. */
async function settle(world: World): Promise<void> {
  for (const { device, faults } of world.devices) {
    faults.meanwhile = undefined;
    await faults.deliverLate();
    await device.restart();
  }
  for (let round = 0; ; round += 1) {
    world.clock.pass(120_000);
    for (const { device } of world.devices) {
      await device.pass();
      world.ledger.look(device);
    }
    const left = world.devices.flatMap(({ device }) => allRows(device.db));
    if (left.length === 0) break;
    if (round === MOST_ROUNDS) throw new Error(`still waiting: ${JSON.stringify(left)}`);
    for (const { device } of world.devices) giveUpRefused(world, device);
  }
  for (let round = 0; round < 2; round += 1) {
    for (const { device } of world.devices) await device.pass();
  }
  for (const { device } of world.devices) {
    deepStrictEqual(allRows(device.db), [], `${device.name} has nothing left to send`);
    await device.fetchFiles();
  }
}

/** Only what was done to deleted things may have been refused. */
function giveUpRefused({ ledger }: World, device: Device): void {
  for (const row of allRows(device.db)) {
    if (row.set_aside === 0) continue;
    const { code, message } = ErrorBody.parse(JSON.parse(row.error ?? 'null'));
    const late =
      code === 'not_found' || (row.target === 'collection_items' && code === 'invalid_input');
    if (!late) throw new Error(`${device.name} was refused: ${code}, ${message}, ${row.body}`);
    ledger.gaveUp((JSON.parse(row.body) as PushBody).fields);
    device.db.transaction(() => withdraw(device.db, row.seq));
  }
}

async function judge(world: World): Promise<void> {
  const server = await stateOfServer(world);
  for (const { device } of world.devices) {
    deepStrictEqual(stateOf(device), server, `${device.name} holds what the server holds`);
    const missing = device.db.all(
      `select l.id from user_library l left join files f on f.sha256 = l.sha256
       where l.trashed_at is null and f.state is not 'present'`,
    );
    deepStrictEqual(missing, [], `${device.name} has every file`);
  }
  world.ledger.judge(server);
}

function stateOf({ db }: Device): State {
  const works = db.all<{
    id: string;
    title: string | null;
    favorite: number;
    trashed: string | null;
  }>(
    'select id, title, is_favorite as favorite, trashed_at as trashed from user_library order by id',
  );
  return {
    works: Object.fromEntries(
      works.map(({ id, title, favorite, trashed }) => [
        id,
        { title, favorite: favorite === 1, trashed },
      ]),
    ),
    collections: Object.fromEntries(
      db
        .all<{ id: string; name: string }>('select id, name from user_collections order by id')
        .map(({ id, name }) => [id, name]),
    ),
    members: db
      .all<{ pair: string }>(
        "select collection_id || ' ' || library_id as pair from collection_items order by 1",
      )
      .map(({ pair }) => pair),
  };
}

async function stateOfServer({ backend, userId }: World): Promise<State> {
  const works = await backend.query<{
    id: string;
    title: string | null;
    favorite: boolean;
    trashed: string | Date | null;
  }>(
    `select id::text, custom_title as title, is_favorite as favorite, trashed_at as trashed
     from public.user_library where user_id = $1::uuid and deleted_at is null order by id`,
    userId,
  );
  const collections = await backend.query<{ id: string; name: string }>(
    `select id::text, name from public.user_collections
     where user_id = $1::uuid and deleted_at is null order by id`,
    userId,
  );
  const members = await backend.query<{ pair: string }>(
    `select collection_id || ' ' || library_id as pair from public.collection_items
     where user_id = $1::uuid and deleted_at is null order by 1`,
    userId,
  );
  return {
    works: Object.fromEntries(
      works.map(({ id, title, favorite, trashed }) => [
        id,
        { title, favorite, trashed: trashed === null ? null : new Date(trashed).toISOString() },
      ]),
    ),
    collections: Object.fromEntries(collections.map(({ id, name }) => [id, name])),
    members: members.map(({ pair }) => pair),
  };
}
