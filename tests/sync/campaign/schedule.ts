import { deepStrictEqual } from 'node:assert/strict';
import { AtelierError, ErrorBody } from '../../../contract/errors.ts';
import { SYNC_TABLES, type SyncTable } from '../../../contract/sync.ts';
import { allRows, effectsOf, withdraw } from '../../../core/library/outbox.ts';
import type { Database } from '../../../core/system/database.ts';
import { Crash } from '../device.ts';
import { createRandom, type Random } from '../random.ts';
import { tablesOf } from './acts-on-rows.ts';
import { importOne } from './acts-on-works.ts';
import { act } from './creator.ts';
import { createDeeds, type Deeds } from './deeds.ts';
import { type Memory, type MemoryDevice, openMemory, openMemoryDevice } from './memory-device.ts';
import { STAND_ALONE } from './model-tables.ts';
import { createModelServer, type ModelServer } from './model-server.ts';
import type { OpenTransaction } from './model-store.ts';
import { createWire, type Requests, requestsTo } from './model-wire.ts';
import type { Turn } from './turn.ts';
import { type Rows, seenOf, seenOn } from './view.ts';
import { createWitness, type Witness } from './witness.ts';

export const MOST_STEPS = 80;
const MOST_ROUNDS = 40;
const DAY_MS = 86_400_000;

/** What a planted bug may wrap. */
export interface Wiring {
  requests(requests: Requests, at: Place): Requests;
  database(db: Database, at: Place): Database;
}
export interface Place {
  device: string;
  /** The device, once it is there. */
  own: () => MemoryDevice;
  /** Another account on the same machine. */
  stranger: () => Requests;
}
const SOUND: Wiring = { requests: (requests) => requests, database: (db) => db };

/** What was met, so that a campaign can say what it went through. */
export interface Tally {
  steps: number;
  acts: number;
  passes: number;
  crashes: number;
  faults: number;
  resyncs: number;
  conflicts: number;
}

export function createTally(): Tally {
  return { steps: 0, acts: 0, passes: 0, crashes: 0, faults: 0, resyncs: 0, conflicts: 0 };
}

interface World {
  random: Random;
  server: ModelServer;
  deeds: Deeds;
  witness: Witness;
  devices: MemoryDevice[];
  /** An account that has nothing to do with theirs; not always there. */
  strangers: MemoryDevice[];
  users: string[];
  tables: Turn['tables'];
  open: { user: string; transaction: OpenTransaction }[];
  now: { ms: number };
  tally: Tally;
  fresh(): string;
}

const memories: Memory[] = [];

/**
 * Three devices of one account and one of another do as they please while network, processes, clocks and server fail,
 * all drawn from the seed and in virtual time. Watched at every step (witness.ts); then all come online and must agree,
 * on something that can have come of what was done (deeds.ts). Throws if they do not.
 */
export async function runSchedule(
  seed: number,
  tally: Tally,
  wiring: Wiring = SOUND,
): Promise<void> {
  const world = createWorld(seed, tally, wiring);
  if (world.random.chance(0.7)) for (const device of world.devices) await device.pass();
  // Most are short, for what is wrong shows early; one in five is long.
  if (world.random.chance(0.3)) world.server.remember();
  const steps = 8 + world.random.below(world.random.chance(0.2) ? MOST_STEPS - 7 : 20);
  for (let step = 0; step < steps; step += 1) {
    tally.steps += 1;
    await takeStep(world);
    checkFiles(world);
  }
  await settle(world);
  judge(world);
}

let ids = 0;
/** Ids of one schedule are always the same (rule S1 asks only that they differ and sort by time). */
export function nextTestId(): string {
  ids += 1;
  return `0190a000-0000-7000-8000-${ids.toString(16).padStart(12, '0')}`;
}

function createWorld(seed: number, tally: Tally, wiring: Wiring): World {
  ids = 0;
  const random = createRandom(seed);
  const now = { ms: Date.parse('2026-11-21T08:00:00Z') };
  const server = createModelServer({ now: () => new Date((now.ms += 1)), newId: nextTestId });
  const [user, other] = [nextTestId(), nextTestId()];
  const beginnings = [...server.join(user), ...server.join(other)];
  const witness = createWitness(server, ({ name }) => name);
  const deeds = createDeeds();
  for (const { table, row } of beginnings) deeds.made(table, String(row['id']), row);
  const otherRequests = requestsTo(server, { user: other, session: 'stranger' });

  function open(name: string, owner: string, nr: number): MemoryDevice {
    const memory = (memories[nr] ??= openMemory());
    memory.empty();
    const skew = random.pick([0, 0, DAY_MS, -DAY_MS]) ?? 0;
    const place: Place = { device: name, own: () => device, stranger: () => otherRequests };
    const sound = requestsTo(server, { user: owner, session: name });
    const wire = createWire(wiring.requests(sound, place), owner, random);
    const device: MemoryDevice = openMemoryDevice({
      name,
      user: owner,
      memory,
      wire,
      clock: { now: () => new Date((now.ms += 1) + skew) },
      through: (db) => wiring.database(noteConflicts(db, deeds, tally), place),
    });
    wire.meanwhile = () => work(world, device);
    return device;
  }

  let nr = 0;
  const world: World = {
    random,
    server,
    deeds,
    witness,
    devices: [],
    strangers: [],
    users: [user, other],
    tables: tablesOf(seed),
    open: [],
    now,
    tally,
    fresh: () => `text ${(nr += 1)}`,
  };
  world.devices = ['desk', 'laptop', 'studio'].map((name, at) => open(name, user, at));
  if (random.chance(0.3)) world.strangers.push(open('stranger', other, 3));
  return world;
}

/** A value that is shown as the loser of a conflict was not lost, however soon it is followed by another. */
function noteConflicts(db: Database, deeds: Deeds, tally: Tally): Database {
  return {
    ...db,
    get inTransaction() {
      return db.inTransaction;
    },
    run(sql, ...params) {
      if (sql.startsWith('insert into conflicts')) {
        tally.conflicts += 1;
        const [, , , , lost] = params;
        if (typeof lost === 'string') deeds.shownAsLost(JSON.parse(lost));
      }
      return db.run(sql, ...params);
    },
  };
}

async function takeStep(world: World): Promise<void> {
  const { random, now, devices, tally } = world;
  const device = random.pick(random.chance(0.1) ? everybodyOf(world) : devices);
  if (!device) return;
  now.ms += random.below(40_000);
  const dice = random.next();
  if (dice < 0.06) await importBy(world, device);
  else if (dice < 0.5) work(world, device);
  else if (dice < 0.82) await passBadly(world, device);
  else if (dice < 0.86) device.restart();
  else if (dice < 0.9) device.wire.cut = !device.wire.cut;
  else if (dice < 0.92) await deliverLate(device);
  else if (dice < 0.97) workOnServer(world);
  else if (dice < 0.985) world.server.forgetTombstones();
  else if (dice < 0.993) world.server.remember();
  else if (world.server.goBack()) {
    tally.resyncs += 1;
    world.deeds.forgetWhatWasSeen();
    world.witness.forget();
  }
  world.witness.look(device);
}

const everybodyOf = ({ devices, strangers }: World) => [...devices, ...strangers];

const turnOf = (world: World, device: MemoryDevice): Turn => ({ ...world, device });

function survive(error: unknown): void {
  // A selection may hold what is gone by now; a dead process does nothing.
  if (!(error instanceof Crash) && !(error instanceof AtelierError)) throw error;
}

function work(world: World, device: MemoryDevice): void {
  world.tally.acts += 1;
  try {
    act(turnOf(world, device));
  } catch (error) {
    survive(error);
  }
}

async function importBy(world: World, device: MemoryDevice): Promise<void> {
  world.tally.acts += 1;
  await importOne(turnOf(world, device)).catch(survive);
}

async function passBadly(world: World, device: MemoryDevice): Promise<void> {
  const { random, tally } = world;
  tally.passes += 1;
  device.wire.rate = random.chance(0.5) ? 0.25 : 0;
  if (random.chance(0.2)) device.compareNext();
  const crashes = random.chance(0.25);
  if (crashes) device.crashIn(random.below(120));
  try {
    await device.pass();
  } catch (error) {
    survive(error);
    tally.faults += 1;
  } finally {
    device.wire.rate = 0;
    if (crashes) {
      tally.crashes += 1;
      device.restart();
    }
  }
}

async function deliverLate(device: MemoryDevice): Promise<void> {
  if (!device.wire.cut) await device.wire.deliverLate();
}

/** A worker begins, or ends what it has begun before others that ended earlier (rule S4). */
function workOnServer(world: World): void {
  const { server, open, random } = world;
  const user = random.pick(everybodyOf(world))?.user ?? '';
  const begun = open.shift();
  if (begun && random.chance(0.6)) {
    begun.transaction.commit(() => server.work(begun.user, (count) => random.below(count)));
  } else {
    if (begun) open.push(begun);
    open.push({ user, transaction: server.begin() });
  }
}

function checkFiles({ server }: World): void {
  const lacking = server.withoutFile();
  if (lacking.length > 0)
    throw new Error(`the server has rows without their file: ${lacking.join()}`);
}

/** Everybody online, nobody works, until nothing is left to send; then once more, to hear of the others. */
async function settle(world: World): Promise<void> {
  const { server, open, witness, random } = world;
  const everybody = everybodyOf(world);
  for (const begun of open) {
    begun.transaction.commit(() => server.work(begun.user, (count) => random.below(count)));
  }
  for (const { wire } of everybody) {
    wire.meanwhile = undefined;
    wire.cut = false;
    await wire.deliverLate();
  }
  for (const device of everybody) device.restart();
  for (let round = 0; ; round += 1) {
    world.now.ms += 120_000;
    for (const device of everybody) {
      await device.pass();
      witness.look(device);
    }
    const left = everybody.flatMap(({ eyes }) => allRows(eyes));
    if (left.length === 0) break;
    if (round === MOST_ROUNDS) throw new Error(`still waiting: ${JSON.stringify(left)}`);
    for (const device of everybody) giveUpRefused(world, device);
  }
  for (const device of everybody) {
    device.compareNext();
    await device.pass();
    witness.look(device);
  }
}

/** Only what was done to deleted things may have been refused. */
function giveUpRefused({ deeds, witness }: World, device: MemoryDevice): void {
  const { db } = device;
  for (const row of allRows(db)) {
    if (row.set_aside === 0) continue;
    const { code, message } = ErrorBody.parse(JSON.parse(row.error ?? 'null'));
    const effects = effectsOf(db, row.seq);
    // What stands alone is not refused for what it names, only for what it is.
    const late = effects.every(({ table, rowId, fields }) =>
      code === 'not_found' && STAND_ALONE.has(table)
        ? deeds.isDeleted(table, rowId)
        : deeds.isDoomed(table, rowId, fields),
    );
    if (!late || !['not_found', 'invalid_input'].includes(code)) {
      throw new Error(`${device.name} was refused: ${code}, ${message}, ${row.body}`);
    }
    for (const { table, rowId, fields } of effects) {
      for (const value of Object.values(fields)) deeds.shownAsLost(value);
      witness.gaveUp(device, table, rowId);
      if ('created_at' in fields) deeds.gaveUp(table, rowId);
    }
    db.transaction(() => withdraw(db, row.seq));
  }
}

function judge(world: World): void {
  const { server, deeds } = world;
  for (const device of everybodyOf(world)) {
    const rows = server.rows(device.user);
    for (const table of SYNC_TABLES) {
      const there = seenOf(
        table,
        rows.flatMap((entry) => (entry.table === table ? [entry.row] : [])),
      );
      const here = seenOn(device.eyes, table);
      if (ORDERS.has(table)) leaveOutWhatEndedHere(here, there);
      if (table === 'workspace_assets') leaveOutWhatIsForgotten(here, there);
      deepStrictEqual(
        sorted(here),
        sorted(there),
        `${device.name} holds ${table} as the server does`,
      );
    }
  }
  deeds.judge(world.users.flatMap((user) => server.rows(user)));
}

/** An order that was cancelled before it was sent ends on its machine and is nowhere else. */
const ORDERS: ReadonlySet<SyncTable> = new Set(['orders', 'order_items', 'jobs']);

function leaveOutWhatEndedHere(here: Rows, there: Rows) {
  for (const id of here.keys()) if (!there.has(id)) here.delete(id);
}

/** What was discarded stays here, out of sight, when the server forgets its tombstone. */
function leaveOutWhatIsForgotten(here: Rows, there: Rows) {
  for (const [id, row] of here) if (row['deleted_at'] && !there.has(id)) here.delete(id);
}

const sorted = (rows: Rows) =>
  [...rows.values()].toSorted((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1));
