import { randomUUID } from 'node:crypto';

export interface Member {
  id: string;
  /** Without the `realtime:` of the wire. */
  topic: string;
  isPrivate: boolean;
  presenceEnabled: boolean;
  push(event: string, payload: unknown): void;
}

type Meta = Record<string, unknown>;
type PresenceState = Record<string, { metas: Meta[] }>;

interface Room {
  members: Map<string, Member>;
  /** What each member tracks: its key and its metadata. */
  present: Map<string, { key: string; meta: Meta }>;
}

/** Who is on which topic. A private and a public channel of one name are two rooms. */
export class Hub {
  readonly #rooms = new Map<string, Room>();

  join(member: Member): void {
    const name = roomName(member.topic, member.isPrivate);
    const room = this.#rooms.get(name) ?? { members: new Map(), present: new Map() };
    this.#rooms.set(name, room);
    room.members.set(member.id, member);
  }

  leave(member: Member): void {
    const name = roomName(member.topic, member.isPrivate);
    const room = this.#rooms.get(name);
    if (!room?.members.delete(member.id)) return;
    this.untrack(member);
    if (room.members.size === 0) this.#rooms.delete(name);
  }

  /** To everybody on the topic, except one. */
  broadcast(topic: string, isPrivate: boolean, payload: unknown, except?: string): void {
    for (const member of this.#rooms.get(roomName(topic, isPrivate))?.members.values() ?? []) {
      if (member.id !== except) member.push('broadcast', payload);
    }
  }

  state({ topic, isPrivate }: Member): PresenceState {
    const state: PresenceState = {};
    for (const { key, meta } of this.#rooms.get(roomName(topic, isPrivate))?.present.values() ??
      []) {
      (state[key] ??= { metas: [] }).metas.push(meta);
    }
    return state;
  }

  track(member: Member, key: string, payload: Record<string, unknown>): void {
    const room = this.#rooms.get(roomName(member.topic, member.isPrivate));
    if (!room) return;
    const before = room.present.get(member.id);
    // The old reference tells clients which entry this one replaces.
    const meta = {
      ...payload,
      phx_ref: randomUUID(),
      ...(before && { phx_ref_prev: before.meta.phx_ref }),
    };
    room.present.set(member.id, { key, meta });
    // Two diffs where Phoenix sends one: realtime-js 2.109 strips the references of a key's entries when it meets a join
    // of that key, and could no longer tell which one leaves.
    if (before) tell(room, { joins: {}, leaves: { [before.key]: { metas: [before.meta] } } });
    tell(room, { joins: { [key]: { metas: [meta] } }, leaves: {} });
  }

  untrack(member: Member): void {
    const room = this.#rooms.get(roomName(member.topic, member.isPrivate));
    const before = room?.present.get(member.id);
    if (!room || !before) return;
    room.present.delete(member.id);
    tell(room, { joins: {}, leaves: { [before.key]: { metas: [before.meta] } } });
  }
}

function tell(room: Room, diff: { joins: PresenceState; leaves: PresenceState }): void {
  for (const member of room.members.values()) {
    if (member.presenceEnabled) member.push('presence_diff', diff);
  }
}

function roomName(topic: string, isPrivate: boolean): string {
  return `${isPrivate ? 'private' : 'public'}:${topic}`;
}
