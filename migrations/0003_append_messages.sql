-- The messages of one batch, in order, under the stream's lock which the caller holds. Only new and allowed ones take a seq.
-- Lateral subqueries, so that each row is looked up by its key.
create function append_messages(p_room rooms, p_head bigint, p_no bigint, p_at timestamptz, p_messages jsonb, out o_new bigint, out o_outcomes json)
language plpgsql volatile as $$
begin
  with judged as (
    select c.*, a.name as author, i.seq as old_seq, i.message_id as old_id, i.at as old_at,
      case
        when i.hash = c.hash then 'repeat'
        when i.hash is not null then 'other_command'
        when a.id is null or a.disabled_at is not null then 'disabled'
        when m.role is null then case when p_room.visibility = 'open' then 'not_member' else 'hidden' end
        when p_room.archived_at is not null then 'archived'
        when c.reply_to is not null and not exists (select from messages o where o.id = c.reply_to and o.room_id = p_room.id) then 'no_reply'
        else 'new'
      end as verdict
    from rows from (jsonb_to_recordset(p_messages) as (id uuid, key uuid, "by" uuid, hash uuid, text text, "replyTo" uuid))
      with ordinality as c (id, key, author_id, hash, text, reply_to, ord)
    left join lateral (select * from idempotency k where k.author_id = c.author_id and k.key = c.key offset 0) i on true
    left join lateral (select * from accounts u where u.id = c.author_id offset 0) a on true
    left join lateral (select * from members w where w.room_id = p_room.id and w.user_id = c.author_id offset 0) m on true
  ), twins as (
    -- The same key twice in one batch: the first is stored, the second is its repeat.
    select *, row_number() over (partition by author_id, key, verdict order by ord) as nth from judged
  ), counted as (
    select *, count(*) filter (where verdict = 'new' and nth = 1) over (order by ord) as place from twins
  ), placed as (
    select *, first_value(place) over w as first_place, first_value(hash) over w as first_hash, first_value(id) over w as first_id
    from counted window w as (partition by author_id, key, verdict order by ord)
  ), stored as (
    insert into messages (room_id, seq, no, id, author_id, text, created_at, reply_to)
    select p_room.id, p_head + place, p_no + place, id, author_id, text, p_at, reply_to
    from placed where verdict = 'new' and nth = 1 order by place
  ), keyed as (
    insert into idempotency (author_id, key, hash, room_id, seq, message_id, at)
    select author_id, key, hash, p_room.id, p_head + place, id, p_at
    from placed where verdict = 'new' and nth = 1 order by author_id, key
  )
  select count(*) filter (where verdict = 'new' and nth = 1), json_agg(
    case
      when verdict = 'new' and nth = 1 then json_build_object('seq', p_head + place, 'no', p_no + place, 'author', author)
      when verdict = 'new' and hash = first_hash then json_build_object('repeat', first_id, 'seq', p_head + first_place, 'at', iso(p_at))
      when verdict = 'new' then json_build_object('refused', 'other_command')
      when verdict = 'repeat' then json_build_object('repeat', old_id, 'seq', old_seq, 'at', iso(old_at))
      else json_build_object('refused', verdict)
    end order by ord)
  into o_new, o_outcomes from placed;
end $$;
