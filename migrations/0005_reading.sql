-- Reading functions are PL/pgSQL so that their plans are kept: planning is the dearer half of a small query, on PGlite by far. The plans are made
-- once, perhaps for empty tables, so sequential and bitmap scans, sorts and hashes are off: every read goes along an index, in its order.
-- A stable function sees one snapshot from its first statement to its last.

-- What an event says beside its stream and seq, rendered from current state: edited or deleted text never returns. Null for room.added where the
-- room is no longer theirs.
create function event_facts(p_stream uuid, p_type text, p_body jsonb) returns json language plpgsql stable
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
  end if;
  return p_body::json;
end $$;

-- A stream's events above a seq, ascending, each with the stream's bounds. A stream with nothing to tell gives one row without an event.
-- room.added for a room that is no longer theirs is told as room.removed.
create function read_events(p_stream uuid, p_after bigint, p_limit integer)
returns table (head bigint, floor bigint, seq bigint, type text, facts json) language plpgsql stable
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
  v_head bigint;
  v_floor bigint;
begin
  select s.last_seq, s.floor into v_head, v_floor from streams s where s.id = p_stream;
  if v_head <= p_after then return query select v_head, v_floor, null::bigint, null::text, null::json; return; end if;
  return query
  select v_head, v_floor, e.seq, case when e.facts is null then 'room.removed' else e.type end, coalesce(e.facts, e.body::json)
  from (
    (select o.seq, o.type, o.body, event_facts(p_stream, o.type, o.body) as facts
      from events o where o.stream_id = p_stream and o.seq > p_after order by o.seq limit p_limit)
    union all
    (select m.seq, 'message.new', null, json_build_object('message', shown_message(m, a.name))
      from messages m join accounts a on a.id = m.author_id where m.room_id = p_stream and m.seq > p_after order by m.seq limit p_limit)
    order by 1 limit p_limit
  ) e;
end $$;
