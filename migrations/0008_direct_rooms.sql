-- Direct rooms: one per set of people, whoever opens it, however many do so at once. Everybody in one is its owner; who is in is fixed.

-- people is sorted. The row is what makes the set unique.
create table direct_rooms (
  people uuid[] primary key,
  room_id uuid not null unique
);

-- Finds or makes the direct room of these people, p_by among them. o_room null: somebody is not there to talk to.
create function open_direct(p_id uuid, p_by uuid, p_people uuid[], out o_room uuid, out o_made boolean) language plpgsql volatile
set enable_seqscan = off
as $$
declare
  v_at timestamptz := date_trunc('milliseconds', clock_timestamp());
  v_people uuid[] := (select array_agg(distinct p order by p) from unnest(p_people || p_by) p);
  v_count integer := cardinality(v_people);
begin
  o_made := false;
  select room_id into o_room from direct_rooms where people = v_people;
  if found then return; end if;
  if (select count(*) from accounts where id = any (v_people) and disabled_at is null) < v_count then return; end if;
  -- Of two at once the second waits here for the first, and finds what it made.
  insert into direct_rooms (people, room_id) values (v_people, p_id) on conflict do nothing;
  if not found then
    select room_id into o_room from direct_rooms where people = v_people;
    return;
  end if;
  insert into streams (id, kind, last_seq, member_count) values (p_id, 'room', v_count, v_count);
  insert into rooms (id, slug, name, kind, visibility, created_by, created_at) values (p_id, p_id, '', 'direct', 'private', p_by, v_at);
  insert into members (room_id, user_id, role, joined_at, joined_seq, read_seq, read_no)
  select p_id, p, 'owner', v_at, n, v_count, 0 from unnest(v_people) with ordinality as u (p, n);
  insert into events (stream_id, seq, type, body, at)
  select p_id, n, 'member.joined', jsonb_build_object('userId', p, 'role', 'owner'), v_at from unnest(v_people) with ordinality as u (p, n);
  insert into outbox (source_stream, source_seq, user_id, type, body)
  select p_id, n, p, 'room.added', jsonb_build_object('roomId', p_id) from unnest(v_people) with ordinality as u (p, n);
  o_room := p_id;
  o_made := true;
end $$;

-- The others in a direct room, as one of them sees it.
create function direct_others(p_room uuid, p_user uuid) returns json language sql stable as $$
  select coalesce(json_agg(json_build_object('id', a.id, 'name', a.name) order by a.id), '[]')
  from members w join accounts a on a.id = w.user_id where w.room_id = p_room and w.user_id <> p_user
$$;

-- A direct room is called after the others in it, or after its only person.
create function direct_name(p_room uuid, p_user uuid) returns text language sql stable as $$
  select coalesce(
    (select string_agg(a.name, ', ' order by a.id) from members w join accounts a on a.id = w.user_id where w.room_id = p_room and w.user_id <> p_user),
    (select a.name from accounts a where a.id = p_user))
$$;

create or replace function viewed_room(r rooms, s streams, m members) returns json language sql stable as $$
  select case when r.kind = 'direct' then
    json_build_object('id', r.id, 'slug', r.slug, 'name', direct_name(r.id, m.user_id), 'topic', r.topic, 'kind', r.kind, 'visibility', r.visibility,
      'memberLimit', r.member_limit, 'archivedAt', iso(r.archived_at), 'head', s.last_seq, 'myRole', m.role, 'readSeq', coalesce(m.read_seq, 0),
      'unread', coalesce(s.last_no - m.read_no, 0), 'mentions', 0, 'with', direct_others(r.id, m.user_id))
  else
    json_build_object('id', r.id, 'slug', r.slug, 'name', r.name, 'topic', r.topic, 'kind', r.kind, 'visibility', r.visibility,
      'memberLimit', r.member_limit, 'archivedAt', iso(r.archived_at), 'head', s.last_seq, 'myRole', m.role, 'readSeq', coalesce(m.read_seq, 0),
      'unread', coalesce(s.last_no - m.read_no, 0), 'mentions', 0)
  end
$$;

-- As before, and a direct room is there for nobody but its people: not for a server's admin either.
create or replace function visible_room(p_ref text, p_user uuid) returns table (r rooms, s streams, m members, inside boolean) language plpgsql stable
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
  if v_member.user_id is null and v_room.visibility <> 'open'
    and (v_room.kind = 'direct' or not exists (select from accounts a where a.id = p_user and a.role <> 'user')) then return; end if;
  return query select v_room, x, v_member, v_room.visibility = 'open' or v_member.user_id is not null from streams x where x.id = v_room.id;
end $$;

-- One command other than message.send, whatever the kind of the room.
create function append_command(p_room rooms, p_seq bigint, p_no bigint, p_members integer, p_at timestamptz, p_command jsonb,
  out o_refused text, out o_type text, out o_facts json, out o_result json, out o_joined integer)
language plpgsql volatile as $$
begin
  if p_room.kind = 'direct' and p_command ? 'by' then
    o_joined := 0;
    if not exists (select from members where room_id = p_room.id and user_id = (p_command ->> 'by')::uuid) then o_refused := 'hidden'; return; end if;
    if p_command ->> 'type' in ('member.add', 'member.remove', 'member.role', 'room.update', 'room.archive') then o_refused := 'direct'; return; end if;
  end if;
  select c.o_refused, c.o_type, c.o_facts, c.o_result, c.o_joined into o_refused, o_type, o_facts, o_result, o_joined
  from append_change(p_room, p_seq, p_no, p_members, p_at, p_command) c;
end $$;

-- As before, through append_command.
create or replace function append_room(p_room uuid, p_parts jsonb) returns json language plpgsql volatile
set enable_seqscan = off
as $$
declare
  v_stream streams;
  v_room rooms;
  v_head bigint;
  v_no bigint;
  v_members integer;
  v_at timestamptz;
  v_part jsonb;
  v_new bigint;
  v_outcomes json;
  v_change record;
  v_answers json[] := '{}';
begin
  select * into v_stream from streams where id = p_room and kind = 'room' for no key update;
  if not found then return json_build_object('head', 0, 'at', iso(clock_timestamp()), 'moved', false, 'outbox', false, 'parts', null); end if;
  select * into v_room from rooms where id = p_room;
  v_at := date_trunc('milliseconds', clock_timestamp());
  v_head := v_stream.last_seq;
  v_no := v_stream.last_no;
  v_members := v_stream.member_count;

  for v_part in select value from jsonb_array_elements(p_parts) loop
    if jsonb_typeof(v_part) = 'array' then
      select o_new, o_outcomes into v_new, v_outcomes from append_messages(v_room, v_head, v_no, v_at, v_part);
      v_head := v_head + v_new;
      v_no := v_no + v_new;
      v_answers := v_answers || v_outcomes;
    else
      select * into v_change from append_command(v_room, v_head + 1, v_no, v_members, v_at, v_part);
      v_members := v_members + v_change.o_joined;
      if v_change.o_type is not null then v_head := v_head + 1; end if;
      if v_change.o_type = 'room.updated' then select * into v_room from rooms where id = p_room; end if;
      v_answers := v_answers || json_build_object('refused', v_change.o_refused, 'type', v_change.o_type, 'seq', v_head,
        'facts', v_change.o_facts, 'result', v_change.o_result);
    end if;
  end loop;

  if v_head > v_stream.last_seq then
    update streams set last_seq = v_head, last_no = v_no, member_count = v_members where id = p_room;
  end if;
  return json_build_object('head', v_head, 'at', iso(v_at), 'moved', v_head > v_stream.last_seq,
    'outbox', exists (select from outbox where source_stream = p_room and source_seq > v_stream.last_seq), 'parts', array_to_json(v_answers));
end $$;
