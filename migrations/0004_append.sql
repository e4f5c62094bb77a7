create function room_rank(p_role text) returns integer language sql immutable as
$$ select case p_role when 'owner' then 3 when 'moderator' then 2 when 'member' then 1 else 0 end $$;

-- A server's admin manages rooms as a moderator does, its super admin as an owner does; neither reads private ones by that.
create function server_rank(p_role text) returns integer language sql immutable as
$$ select case p_role when 'super_admin' then 3 when 'admin' then 2 else 0 end $$;

-- One command other than message.send, under the stream's lock which append_room holds. Either o_refused, or o_type null (nothing had
-- to change), or one event at p_seq.
create function append_change(p_room rooms, p_seq bigint, p_no bigint, p_members integer, p_at timestamptz, p_command jsonb,
  out o_refused text, out o_type text, out o_facts json, out o_result json, out o_joined integer)
language plpgsql volatile as $$
declare
  v_type text := p_command ->> 'type';
  v_by accounts;
  v_mine members;
  v_user accounts;
  v_theirs members;
  v_rank integer;
  v_body jsonb := '{}';
  v_call uuid;
begin
  o_joined := 0;
  if p_command ? 'by' then
    select * into v_by from accounts where id = (p_command ->> 'by')::uuid;
    if v_by.id is null or v_by.disabled_at is not null then o_refused := 'disabled'; return; end if;
    select * into v_mine from members where room_id = p_room.id and user_id = v_by.id;
    v_rank := greatest(room_rank(v_mine.role), server_rank(v_by.role));
    if v_rank = 0 and p_room.visibility <> 'open' then o_refused := 'hidden'; return; end if;
  end if;
  if p_command ? 'userId' then
    select * into v_user from accounts where id = (p_command ->> 'userId')::uuid;
    select * into v_theirs from members where room_id = p_room.id and user_id = v_user.id;
  else
    v_user := v_by;
    v_theirs := v_mine;
  end if;
  -- An archived room is read, left and joined again by its members; nothing else happens in it.
  if p_room.archived_at is not null and v_type not in ('member.remove', 'room.archive', 'call.end')
    and not (v_type = 'member.join' and v_theirs.user_id is not null) then o_refused := 'archived'; return; end if;

  case v_type
    when 'member.join', 'member.add' then
      if v_theirs.user_id is null then
        if v_type = 'member.join' and p_room.visibility <> 'open' then o_refused := 'hidden'; return; end if;
        if v_type = 'member.add' and v_rank < 2 then o_refused := 'no_right'; return; end if;
        if v_user.id is null or v_user.disabled_at is not null then o_refused := 'no_user'; return; end if;
        if p_members >= p_room.member_limit then o_refused := 'full'; return; end if;
        insert into members (room_id, user_id, role, joined_at, joined_seq, read_seq, read_no)
        values (p_room.id, v_user.id, 'member', p_at, p_seq, p_seq, p_no) returning * into v_theirs;
        insert into outbox (source_stream, source_seq, user_id, type, body)
        values (p_room.id, p_seq, v_user.id, 'room.added', jsonb_build_object('roomId', p_room.id));
        o_type := 'member.joined';
        o_joined := 1;
      elsif v_type = 'member.add' and v_rank < 2 then o_refused := 'no_right'; return;
      end if;
      o_result := shown_member(v_user, v_theirs);

    when 'member.remove' then
      if v_theirs.user_id is null then o_refused := 'no_member'; return; end if;
      if v_user.id <> v_by.id and (v_rank < 2 or (v_rank < 3 and room_rank(v_theirs.role) >= 2)) then o_refused := 'no_right'; return; end if;
      if v_theirs.role = 'owner' and not exists (select from members where room_id = p_room.id and role = 'owner' and user_id <> v_user.id) then
        o_refused := 'last_owner'; return;
      end if;
      delete from members where room_id = p_room.id and user_id = v_user.id;
      insert into outbox (source_stream, source_seq, user_id, type, body)
      values (p_room.id, p_seq, v_user.id, 'room.removed', jsonb_build_object('roomId', p_room.id));
      o_type := 'member.left';
      o_joined := -1;

    when 'member.role' then
      if v_rank < 3 then o_refused := 'no_right'; return; end if;
      if v_theirs.user_id is null then o_refused := 'no_member'; return; end if;
      if v_theirs.role <> p_command ->> 'role' then
        if v_theirs.role = 'owner' and not exists (select from members where room_id = p_room.id and role = 'owner' and user_id <> v_user.id) then
          o_refused := 'last_owner'; return;
        end if;
        update members set role = p_command ->> 'role' where room_id = p_room.id and user_id = v_user.id returning * into v_theirs;
        o_type := 'member.updated';
      end if;
      o_result := shown_member(v_user, v_theirs);

    when 'room.update' then
      if v_rank < 2 then o_refused := 'no_right'; return; end if;
      update rooms set name = coalesce(p_command ->> 'name', name), topic = coalesce(p_command ->> 'topic', topic),
        visibility = coalesce(p_command ->> 'visibility', visibility),
        member_limit = case when p_command ? 'memberLimit' then (p_command ->> 'memberLimit')::integer else member_limit end
      where id = p_room.id and (name, topic, visibility, member_limit) is distinct from
        (coalesce(p_command ->> 'name', name), coalesce(p_command ->> 'topic', topic), coalesce(p_command ->> 'visibility', visibility),
        case when p_command ? 'memberLimit' then (p_command ->> 'memberLimit')::integer else member_limit end);
      if found then o_type := 'room.updated'; end if;

    when 'room.archive' then
      if v_rank < 3 and server_rank(v_by.role) = 0 then o_refused := 'no_right'; return; end if;
      update rooms set archived_at = p_at where id = p_room.id and archived_at is null;
      if found then o_type := 'room.updated'; end if;

    when 'call.start' then
      if v_mine.role is null then o_refused := case when p_room.visibility = 'open' then 'not_member' else 'hidden' end; return; end if;
      v_call := (p_command ->> 'callId')::uuid;
      o_result := json_build_object('callId', v_call);
      if exists (select from calls where id = v_call) then return; end if;
      if exists (select from calls where room_id = p_room.id and ended_at is null) then o_refused := 'in_call'; return; end if;
      insert into calls (id, room_id, started_by, started_at) values (v_call, p_room.id, v_by.id, p_at);
      o_type := 'call.started';

    when 'call.end' then
      v_call := (p_command ->> 'callId')::uuid;
      o_result := json_build_object('callId', v_call);
      update calls set ended_at = p_at where id = v_call and room_id = p_room.id and ended_at is null;
      if found then o_type := 'call.ended'; end if;

    else raise exception 'unknown command %', v_type using errcode = 'P0001';
  end case;

  -- What replay renders from is what is told now: both come from event_facts.
  if v_type like 'room.%' then o_result := (select shared_room(r, (s.id, s.kind, case when o_type is null then p_seq - 1 else p_seq end, s.last_no, s.member_count, s.floor)::streams)
    from rooms r join streams s on s.id = r.id where r.id = p_room.id); end if;
  if o_type is null then return; end if;
  if o_type like 'member.%' then v_body := jsonb_build_object('userId', v_user.id, 'role', v_theirs.role);
  elsif v_call is not null then v_body := jsonb_build_object('callId', v_call);
  end if;
  insert into events (stream_id, seq, type, body, at) values (p_room.id, p_seq, o_type, v_body, p_at);
  o_facts := case when o_type = 'room.updated' then json_build_object('room', o_result) else event_facts(p_room.id, o_type, v_body) end;
end $$;

-- The only door through which a room's stream grows. p_parts is a list whose elements are either a list of messages or one other command.
-- The row lock is held to commit, so seq order is commit order. No sequential scans, here and in what is called: the plans are kept for the
-- life of a connection and must not be ones made for empty tables.
create function append_room(p_room uuid, p_parts jsonb) returns json language plpgsql volatile
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
      select * into v_change from append_change(v_room, v_head + 1, v_no, v_members, v_at, v_part);
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
