create table rooms (
  id uuid primary key,
  slug text not null unique,
  name text not null,
  topic text not null default '',
  kind text not null default 'room' check (kind in ('room', 'direct')),
  visibility text not null check (visibility in ('open', 'private')),
  member_limit integer,
  created_by uuid,
  created_at timestamptz(3) not null default clock_timestamp(),
  archived_at timestamptz(3)
);

-- Who is in. A row goes when its person leaves: read marks and joined_seq belong to one membership.
create table members (
  room_id uuid not null,
  user_id uuid not null,
  role text not null check (role in ('owner', 'moderator', 'member')),
  joined_at timestamptz(3) not null,
  joined_seq bigint not null,
  read_seq bigint not null,
  read_no bigint not null,
  primary key (room_id, user_id)
);

create index members_user on members (user_id);
create index members_owner on members (room_id) where role = 'owner';

-- A message is its own message.new event: (room_id, seq) is its place in the stream, no its ordinal among the room's messages.
-- No foreign keys on what every message writes: the append function has read the rows it refers to under the stream's lock.
create table messages (
  room_id uuid not null,
  seq bigint not null,
  no bigint not null,
  id uuid not null,
  author_id uuid not null,
  text text not null,
  created_at timestamptz(3) not null,
  edited_at timestamptz(3),
  deleted_at timestamptz(3),
  reply_to uuid,
  thread_id uuid,
  primary key (room_id, seq)
);

create unique index messages_id on messages (id);

-- What a repeat is answered with. hash is the first half of the command's SHA-256, in a type that holds 16 bytes.
create table idempotency (
  author_id uuid not null,
  key uuid not null,
  hash uuid not null,
  room_id uuid not null,
  seq bigint not null,
  message_id uuid not null,
  at timestamptz(3) not null,
  primary key (author_id, key)
);

create index idempotency_age on idempotency (at);

-- Consequences of a room's events for people, written with the event and carried to their streams by relay_outbox.
create table outbox (
  id bigint generated always as identity primary key,
  source_stream uuid not null,
  source_seq bigint not null,
  user_id uuid not null,
  type text not null,
  body jsonb not null,
  unique (source_stream, source_seq, user_id)
);

create table calls (
  id uuid primary key,
  room_id uuid not null,
  started_by uuid,
  started_at timestamptz(3) not null,
  ended_at timestamptz(3)
);

create unique index calls_open on calls (room_id) where ended_at is null;

-- How rows look on the wire. json, not jsonb, so that keys keep their order.

create function shared_room(r rooms, s streams) returns json language sql stable as $$
  select json_build_object('id', r.id, 'slug', r.slug, 'name', r.name, 'topic', r.topic, 'kind', r.kind, 'visibility', r.visibility,
    'memberLimit', r.member_limit, 'archivedAt', iso(r.archived_at), 'head', s.last_seq)
$$;

create function viewed_room(r rooms, s streams, m members) returns json language sql stable as $$
  select json_build_object('id', r.id, 'slug', r.slug, 'name', r.name, 'topic', r.topic, 'kind', r.kind, 'visibility', r.visibility,
    'memberLimit', r.member_limit, 'archivedAt', iso(r.archived_at), 'head', s.last_seq, 'myRole', m.role, 'readSeq', coalesce(m.read_seq, 0),
    'unread', coalesce(s.last_no - m.read_no, 0), 'mentions', 0)
$$;

create function shown_member(a accounts, m members) returns json language sql stable as $$
  select json_build_object('user', json_build_object('id', a.id, 'name', a.name, 'role', a.role, 'createdAt', iso(a.created_at)),
    'role', m.role, 'joinedAt', iso(m.joined_at))
$$;

create function shown_message(m messages, author text) returns json language sql stable as $$
  select json_build_object('id', m.id, 'roomId', m.room_id, 'seq', m.seq, 'no', m.no, 'author', json_build_object('id', m.author_id, 'name', author),
    'text', case when m.deleted_at is null then m.text else '' end, 'createdAt', iso(m.created_at), 'editedAt', iso(m.edited_at),
    'deletedAt', iso(m.deleted_at), 'replyTo', m.reply_to, 'threadId', m.thread_id)
$$;
