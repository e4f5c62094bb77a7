-- Times are kept to the millisecond, because that is what goes on the wire: what is compared is what was told.

create table meta (
  key text primary key,
  value text not null
);

create function iso(t timestamptz) returns text language sql stable as
$$ select to_char(t at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;

-- A UUIDv7. Postgres has its own from 18 on; 15 does not.
create function new_id() returns uuid language sql volatile as $$
  select encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid()) placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
    52, 1), 53, 1), 'hex')::uuid
$$;

create function system_stream() returns uuid language sql immutable parallel safe as
$$ select '00000000-0000-7000-8000-000000000000'::uuid $$;

-- One row per room, per person, and one for the system. Every append updates it, so it has room on its page for the next version and
-- no index on what changes.
create table streams (
  id uuid primary key,
  kind text not null check (kind in ('room', 'user', 'system')),
  last_seq bigint not null default 0,
  last_no bigint not null default 0,
  member_count integer not null default 0,
  floor bigint not null default 1
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);

insert into streams (id, kind) values (system_stream(), 'system');

-- Events other than message.new, which is the message's own row at the same (stream, seq). Bodies hold references, never text.
create table events (
  stream_id uuid not null,
  seq bigint not null,
  type text not null,
  body jsonb not null,
  at timestamptz(3) not null default clock_timestamp(),
  source_stream uuid,
  source_seq bigint,
  primary key (stream_id, seq)
);

-- A consequence is carried to a person's stream at most once.
create unique index events_source on events (stream_id, source_stream, source_seq) where source_stream is not null;

create table accounts (
  id uuid primary key,
  email text not null,
  name text not null,
  role text not null check (role in ('user', 'admin', 'super_admin')),
  password_hash text not null,
  disabled_at timestamptz(3),
  created_at timestamptz(3) not null default clock_timestamp()
);

create unique index accounts_email on accounts (lower(email));

create table devices (
  id uuid primary key,
  account_id uuid not null references accounts,
  name text not null,
  created_at timestamptz(3) not null default clock_timestamp(),
  last_seen_at timestamptz(3) not null default clock_timestamp(),
  revoked_at timestamptz(3)
);

create index devices_account on devices (account_id);

-- A spent token stays until it would have expired, so that spending it again is noticed.
create table refresh_tokens (
  hash text primary key,
  device_id uuid not null references devices,
  issued_at timestamptz(3) not null default clock_timestamp(),
  expires_at timestamptz(3) not null,
  spent_at timestamptz(3)
);

create index refresh_tokens_expiry on refresh_tokens (expires_at);
