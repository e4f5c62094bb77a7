-- What an event says beside its stream and seq, rendered from current state: edited or deleted text never returns.
create function event_facts(p_stream uuid, p_type text, p_body jsonb) returns json language sql stable as $$
  select case
    when p_type like 'member.%' then (
      select json_build_object('roomId', p_stream, 'user', json_build_object('id', a.id, 'name', a.name), 'role', p_body ->> 'role')
      from accounts a where a.id = (p_body ->> 'userId')::uuid)
    when p_type = 'room.updated' then (
      select json_build_object('room', shared_room(r, s)) from rooms r join streams s on s.id = r.id where r.id = p_stream)
    when p_type = 'room.added' then (
      select json_build_object('room', viewed_room(r, s, m)) from members m join rooms r on r.id = m.room_id join streams s on s.id = r.id
      where m.user_id = p_stream and m.room_id = (p_body ->> 'roomId')::uuid)
    when p_type = 'read.updated' then json_build_object('roomId', p_body ->> 'roomId', 'readSeq', (p_body ->> 'readSeq')::bigint)
    else p_body::json
  end
$$;

-- A stream's events above a seq, ascending, with the stream's bounds on every row: one statement, one snapshot. A stream with nothing to
-- tell gives one row without an event. room.added for a room that is no longer theirs is told as room.removed.
create function read_events(p_stream uuid, p_after bigint, p_limit integer)
returns table (head bigint, floor bigint, seq bigint, type text, facts json) language sql stable as $$
  select s.last_seq, s.floor, e.seq,
    case when e.type = 'room.added' and e.facts is null then 'room.removed' else e.type end,
    case when e.type = 'room.added' and e.facts is null then e.body::json else e.facts end
  from streams s
  left join lateral (
    select x.seq, x.type, x.body, case when x.type = 'message.new' then (
        select json_build_object('message', shown_message(m, a.name)) from messages m join accounts a on a.id = m.author_id
        where m.room_id = p_stream and m.seq = x.seq)
      else event_facts(p_stream, x.type, x.body) end as facts
    from (
      (select o.seq, o.type, o.body from events o where o.stream_id = p_stream and o.seq > p_after order by o.seq limit p_limit)
      union all
      (select m.seq, 'message.new', null from messages m where m.room_id = p_stream and m.seq > p_after order by m.seq limit p_limit)
      order by 1 limit p_limit
    ) x
  ) e on true
  where s.id = p_stream
  order by e.seq
$$;
