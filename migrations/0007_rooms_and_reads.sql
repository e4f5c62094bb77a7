-- A room with its maker as owner, whose joining is event 1. No row where the slug is taken.
create function create_room(p_id uuid, p_by uuid, p_slug text, p_name text, p_topic text, p_visibility text) returns boolean language plpgsql volatile as $$
declare v_at timestamptz := date_trunc('milliseconds', clock_timestamp());
begin
  insert into streams (id, kind, last_seq, member_count) values (p_id, 'room', case when p_by is null then 0 else 1 end, case when p_by is null then 0 else 1 end);
  insert into rooms (id, slug, name, topic, visibility, created_by, created_at) values (p_id, p_slug, p_name, p_topic, p_visibility, p_by, v_at)
  on conflict (slug) do nothing;
  if not found then
    delete from streams where id = p_id;
    return false;
  end if;
  if p_by is not null then
    insert into members (room_id, user_id, role, joined_at, joined_seq, read_seq, read_no) values (p_id, p_by, 'owner', v_at, 1, 1, 0);
    insert into events (stream_id, seq, type, body, at) values (p_id, 1, 'member.joined', jsonb_build_object('userId', p_by, 'role', 'owner'), v_at);
    insert into outbox (source_stream, source_seq, user_id, type, body) values (p_id, 1, p_by, 'room.added', jsonb_build_object('roomId', p_id));
  end if;
  return true;
end $$;

-- What a database has before anyone came: its generation and the room everyone can find. Not part of a migration's text, because a
-- seed directory carries the migrations to many machines and every machine is a generation of its own.
create function found_database() returns text language plpgsql volatile as $$
declare v_generation text;
begin
  perform lock_system();
  select value into v_generation from meta where key = 'generation';
  if found then return v_generation; end if;
  v_generation := new_id();
  insert into meta values ('generation', v_generation);
  perform create_room(new_id(), null, 'general', 'General', '', 'open');
  return v_generation;
end $$;

-- A room by id or slug, for one person: no row where they may not see it. A server's admin sees that a private room is, to manage it, and is
-- not inside by that.
create function visible_room(p_ref text, p_user uuid) returns table (r rooms, s streams, m members, inside boolean) language plpgsql stable
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_room rooms;
  v_member members;
begin
  if p_ref ~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' then select * into v_room from rooms x where x.id = p_ref::uuid; end if;
  if v_room.id is null then select * into v_room from rooms x where x.slug = p_ref; end if;
  if v_room.id is null then return; end if;
  select * into v_member from members x where x.room_id = v_room.id and x.user_id = p_user;
  if v_room.visibility <> 'open' and v_member.user_id is null
    and not exists (select from accounts a where a.id = p_user and a.role <> 'user') then return; end if;
  return query select v_room, x, v_member, v_room.visibility = 'open' or v_member.user_id is not null from streams x where x.id = v_room.id;
end $$;

-- A page of history and the head it belongs to: the newest ones below p_before from the newest down, or those above p_after upwards.
-- One row without a message where there is none; no row at all where the room is not theirs to read.
create function read_history(p_ref text, p_user uuid, p_before bigint, p_after bigint, p_limit integer)
returns table (head bigint, floor bigint, message json) language plpgsql stable
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_room uuid;
  v_before bigint := coalesce(p_before, 9223372036854775807);
  v_head bigint;
  v_floor bigint;
begin
  select (v.r).id, (v.s).last_seq, (v.s).floor into v_room, v_head, v_floor from visible_room(p_ref, p_user) v where v.inside;
  if v_room is null then return; end if;
  if p_after is null then
    return query select v_head, v_floor, shown_message(x, a.name) from messages x join accounts a on a.id = x.author_id
      where x.room_id = v_room and x.seq < v_before order by x.seq desc limit p_limit;
  else
    return query select v_head, v_floor, shown_message(x, a.name) from messages x join accounts a on a.id = x.author_id
      where x.room_id = v_room and x.seq > p_after and x.seq < v_before order by x.seq limit p_limit;
  end if;
  if not found then return query select v_head, v_floor, null::json; end if;
end $$;

-- Moves a read mark forward and tells the person's own stream. o_read null: not a member.
create function set_read(p_user uuid, p_room uuid, p_seq bigint, out o_read bigint, out o_head bigint, out o_visible boolean) language plpgsql volatile as $$
declare v_seq bigint;
begin
  perform from streams where id = p_user for no key update;
  select least(p_seq, last_seq) into v_seq from streams where id = p_room and kind = 'room';
  select read_seq into o_read from members where room_id = p_room and user_id = p_user;
  if o_read is null then
    o_visible := exists (select from rooms where id = p_room and visibility = 'open');
    return;
  end if;
  if v_seq <= o_read then return; end if;
  update members set read_seq = v_seq, read_no = coalesce(
    (select no from messages where room_id = p_room and seq <= v_seq order by seq desc limit 1), read_no)
  where room_id = p_room and user_id = p_user and read_seq < v_seq;
  if not found then return; end if;
  o_read := v_seq;
  update streams set last_seq = last_seq + 1 where id = p_user returning last_seq into o_head;
  insert into events (stream_id, seq, type, body) values (p_user, o_head, 'read.updated', jsonb_build_object('roomId', p_room, 'readSeq', v_seq));
end $$;

-- Carries up to p_limit consequences to people's streams, oldest first. One relay at a time: another finds nothing to do.
create function relay_outbox(p_limit integer) returns table (stream uuid, head bigint, carried integer) language plpgsql volatile as $$
declare v_ids bigint[];
begin
  if not pg_try_advisory_xact_lock(7305101) then return; end if;
  select array_agg(id order by id) into v_ids from (select id from outbox order by id limit p_limit) o;
  if v_ids is null then return; end if;
  perform from streams where id in (select user_id from outbox where id = any (v_ids)) order by id for no key update;
  return query
  with taken as (
    delete from outbox where id = any (v_ids) returning *
  ), placed as (
    select t.*, s.last_seq + row_number() over (partition by t.user_id order by t.id) as seq from taken t join streams s on s.id = t.user_id
  ), told as (
    insert into events (stream_id, seq, type, body, source_stream, source_seq)
    select p.user_id, p.seq, p.type, p.body, p.source_stream, p.source_seq from placed p
  ), moved as (
    update streams s set last_seq = p.top from (select user_id, max(seq) as top, count(*)::integer as n from placed group by user_id) p
    where s.id = p.user_id returning s.id, s.last_seq, p.n
  )
  select * from moved;
end $$;

-- Forgets what is old, a slice at a time: keys of 48 hours, refresh tokens past their life.
create function sweep_old(p_slice integer) returns bigint language sql volatile as $$
  with k as (
    delete from idempotency where (author_id, key) in (select author_id, key from idempotency where at < now() - interval '48 hours' order by at limit p_slice) returning 1
  ), t as (
    delete from refresh_tokens where hash in (select hash from refresh_tokens where expires_at < now() - interval '1 day' order by expires_at limit p_slice) returning 1
  )
  select (select count(*) from k) + (select count(*) from t)
$$;
