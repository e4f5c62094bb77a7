-- Who took part in a call, and when. Written beside the call, and settled in the transaction that ends it: what is told then stays true.

-- When the call was last known to go on: what its end is worth where nobody saw it.
alter table calls add column seen_at timestamptz(3);
create index calls_room on calls (room_id, id desc);

create table call_seats (
  call_id uuid not null,
  participant_id uuid not null,
  user_id uuid not null,
  joined_at timestamptz(3) not null,
  left_at timestamptz(3),
  primary key (call_id, participant_id)
);

-- Times are cut to milliseconds as those of events are: rounded, one who left could have left after the end.
-- The call's row is held, so that nobody sits down in one that is being ended.
create function call_sat(p_call uuid, p_participant uuid, p_user uuid) returns void language plpgsql volatile as $$
begin
  perform from calls where id = p_call and ended_at is null for share;
  if not found then return; end if;
  insert into call_seats (call_id, participant_id, user_id, joined_at)
  values (p_call, p_participant, p_user, date_trunc('milliseconds', clock_timestamp())) on conflict do nothing;
end $$;

create function call_left(p_call uuid, p_participant uuid) returns void language plpgsql volatile as $$
begin
  perform from calls where id = p_call and ended_at is null for share;
  if not found then return; end if;
  update call_seats set left_at = date_trunc('milliseconds', clock_timestamp())
  where call_id = p_call and participant_id = p_participant and left_at is null;
end $$;

-- Ends a call. `lost`: nobody saw its end, so it is taken to have ended when it was last seen.
create function append_call_end(p_room rooms, p_seq bigint, p_at timestamptz, p_command jsonb,
  out o_refused text, out o_type text, out o_facts json, out o_result json, out o_joined integer)
language plpgsql volatile as $$
declare
  v_call uuid := (p_command ->> 'callId')::uuid;
  v_end timestamptz;
  v_body jsonb := jsonb_build_object('callId', v_call);
begin
  o_joined := 0;
  o_result := json_build_object('callId', v_call);
  perform from calls where id = v_call and room_id = p_room.id and ended_at is null for update;
  if not found then return; end if;
  select case when p_command ? 'lost' then greatest(c.started_at, c.seen_at, (select max(greatest(s.joined_at, s.left_at)) from call_seats s where s.call_id = v_call)) else p_at end
  into v_end from calls c where c.id = v_call;
  update calls set ended_at = v_end where id = v_call;
  update call_seats set left_at = v_end where call_id = v_call and left_at is null;
  o_type := 'call.ended';
  insert into events (stream_id, seq, type, body, at) values (p_room.id, p_seq, o_type, v_body, p_at);
  o_facts := event_facts(p_room.id, o_type, v_body);
end $$;

create or replace function append_command(p_room rooms, p_seq bigint, p_no bigint, p_members integer, p_at timestamptz, p_command jsonb,
  out o_refused text, out o_type text, out o_facts json, out o_result json, out o_joined integer)
language plpgsql volatile as $$
begin
  if p_room.kind = 'direct' and p_command ? 'by' then
    o_joined := 0;
    if not exists (select from members where room_id = p_room.id and user_id = (p_command ->> 'by')::uuid) then o_refused := 'hidden'; return; end if;
    if p_command ->> 'type' in ('member.add', 'member.remove', 'member.role', 'room.update', 'room.archive') then o_refused := 'direct'; return; end if;
  end if;
  if p_command ->> 'type' = 'call.end' then
    select c.o_refused, c.o_type, c.o_facts, c.o_result, c.o_joined into o_refused, o_type, o_facts, o_result, o_joined
    from append_call_end(p_room, p_seq, p_at, p_command) c;
    return;
  end if;
  select c.o_refused, c.o_type, c.o_facts, c.o_result, c.o_joined into o_refused, o_type, o_facts, o_result, o_joined
  from append_change(p_room, p_seq, p_no, p_members, p_at, p_command) c;
end $$;

-- A call as the members of its room see it: everybody who took part, once, by when they first came.
create function shown_call(c calls) returns json language sql stable as $$
  select json_build_object('id', c.id, 'roomId', c.room_id,
    'startedBy', (select json_build_object('id', a.id, 'name', a.name) from accounts a where a.id = c.started_by),
    'startedAt', iso(c.started_at), 'endedAt', iso(c.ended_at), 'durationMs', (extract(epoch from c.ended_at - c.started_at) * 1000)::bigint,
    'participants', coalesce((
      select json_agg(json_build_object('user', json_build_object('id', p.user_id, 'name', a.name), 'joinedAt', iso(p.first), 'leftAt', iso(p.last)) order by p.first, p.user_id)
      from (
        select s.user_id, min(s.joined_at) as first, case when bool_or(s.left_at is null) then null else max(s.left_at) end as last
        from call_seats s where s.call_id = c.id group by s.user_id
      ) p join accounts a on a.id = p.user_id
    ), '[]'))
$$;

-- As before, and what a call was.
create or replace function event_facts(p_stream uuid, p_type text, p_body jsonb) returns json language plpgsql stable
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  if p_type like 'member.%' then
    return (select json_build_object('roomId', p_stream, 'user', json_build_object('id', a.id, 'name', a.name), 'role', p_body ->> 'role')
      from accounts a where a.id = (p_body ->> 'userId')::uuid);
  elsif p_type = 'room.updated' then
    return (select json_build_object('room', shared_room(r, s)) from rooms r join streams s on s.id = r.id where r.id = p_stream);
  elsif p_type = 'room.added' then
    return (select json_build_object('room', viewed_room(r, s, m)) from members m join rooms r on r.id = m.room_id join streams s on s.id = r.id
      where m.user_id = p_stream and m.room_id = (p_body ->> 'roomId')::uuid);
  elsif p_type = 'read.updated' then
    return json_build_object('roomId', p_body ->> 'roomId', 'readSeq', (p_body ->> 'readSeq')::bigint);
  elsif p_type = 'call.ended' then
    return coalesce((select json_build_object('callId', c.id, 'startedAt', iso(c.started_at), 'endedAt', iso(c.ended_at),
      'durationMs', (extract(epoch from c.ended_at - c.started_at) * 1000)::bigint,
      'people', (select count(distinct s.user_id) from call_seats s where s.call_id = c.id))
      from calls c where c.id = (p_body ->> 'callId')::uuid), p_body::json);
  end if;
  return p_body::json;
end $$;
