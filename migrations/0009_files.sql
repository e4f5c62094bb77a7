-- Files of rooms. The bytes are kept by src/files under the file's id; a row that is gone has no bytes for anybody.
-- A part belongs to another file (one track of a recording) and goes with it. made_by of a part is the person it is of.
create table files (
  id uuid primary key,
  room_id uuid not null,
  part_of uuid references files on delete cascade,
  kind text not null check (kind in ('recording', 'track')),
  name text not null,
  content_type text not null,
  bytes bigint not null,
  call_id uuid,
  made_by uuid,
  created_at timestamptz(3) not null,
  duration_ms bigint,
  width integer,
  height integer,
  poster boolean not null default false
);

create index files_of_room on files (room_id, id) where part_of is null;
create index files_parts on files (part_of, id);

create function shown_file(f files) returns json language sql stable as $$
  select json_build_object('id', f.id, 'roomId', f.room_id, 'kind', f.kind, 'name', f.name, 'contentType', f.content_type, 'bytes', f.bytes,
    'callId', f.call_id, 'createdBy', (select json_build_object('id', a.id, 'name', a.name) from accounts a where a.id = f.made_by),
    'createdAt', iso(f.created_at), 'durationMs', f.duration_ms, 'width', f.width, 'height', f.height, 'poster', f.poster,
    'parts', coalesce((select json_agg(json_build_object('id', p.id, 'kind', p.kind, 'name', p.name, 'contentType', p.content_type, 'bytes', p.bytes,
      'createdBy', (select json_build_object('id', a.id, 'name', a.name) from accounts a where a.id = p.made_by),
      'durationMs', p.duration_ms) order by p.id) from files p where p.part_of = f.id), '[]'))
$$;

create function insert_file(p_room uuid, p_part_of uuid, p_at timestamptz, p_file jsonb) returns void language sql volatile as $$
  insert into files (id, room_id, part_of, kind, name, content_type, bytes, call_id, made_by, created_at, duration_ms, width, height, poster)
  values ((p_file ->> 'id')::uuid, p_room, p_part_of, p_file ->> 'kind', p_file ->> 'name', p_file ->> 'contentType', (p_file ->> 'bytes')::bigint,
    (p_file ->> 'callId')::uuid, (p_file ->> 'createdBy')::uuid, coalesce((p_file ->> 'createdAt')::timestamptz, p_at),
    (p_file ->> 'durationMs')::bigint, (p_file ->> 'width')::integer, (p_file ->> 'height')::integer,
    coalesce((p_file ->> 'poster')::boolean, false))
$$;

-- A file comes to the room or goes, also in an archived one: what was recorded before is still published. Adding the same id again changes nothing.
create function append_file(p_room rooms, p_seq bigint, p_at timestamptz, p_command jsonb,
  out o_refused text, out o_type text, out o_facts json, out o_result json, out o_joined integer)
language plpgsql volatile as $$
declare
  v_id uuid;
  v_by accounts;
  v_gone json;
begin
  o_joined := 0;
  if p_command ->> 'type' = 'file.add' then
    v_id := (p_command -> 'file' ->> 'id')::uuid;
    if not exists (select from files where id = v_id) then
      perform insert_file(p_room.id, null, p_at, p_command -> 'file');
      perform insert_file(p_room.id, v_id, p_at, part) from jsonb_array_elements(p_command -> 'parts') part;
      o_type := 'file.added';
    end if;
    o_result := (select shown_file(f) from files f where f.id = v_id);
  else
    v_id := (p_command ->> 'fileId')::uuid;
    select * into v_by from accounts where id = (p_command ->> 'by')::uuid;
    if v_by.id is null or v_by.disabled_at is not null then o_refused := 'disabled'; return; end if;
    if not exists (select from members where room_id = p_room.id and user_id = v_by.id)
      or not exists (select from files where id = v_id and room_id = p_room.id and part_of is null) then o_refused := 'no_file'; return; end if;
    if greatest(server_rank(v_by.role), (select room_rank(role) from members where room_id = p_room.id and user_id = v_by.id)) < 2 then
      o_refused := 'no_right'; return;
    end if;
    v_gone := (select json_agg(id) from files where id = v_id or part_of = v_id);
    delete from files where id = v_id;
    o_type := 'file.removed';
    o_result := json_build_object('fileIds', v_gone);
  end if;
  if o_type is null then return; end if;
  -- An event names the file; who wants to know more asks, and learns that it is gone where it is.
  insert into events (stream_id, seq, type, body, at) values (p_room.id, p_seq, o_type, jsonb_build_object('fileId', v_id), p_at);
  o_facts := json_build_object('fileId', v_id);
end $$;

alter function append_change rename to append_room_change;

-- One command other than message.send: about files, or as before.
create function append_change(p_room rooms, p_seq bigint, p_no bigint, p_members integer, p_at timestamptz, p_command jsonb,
  out o_refused text, out o_type text, out o_facts json, out o_result json, out o_joined integer)
language plpgsql volatile as $$
begin
  if p_command ->> 'type' in ('file.add', 'file.remove') then
    select c.o_refused, c.o_type, c.o_facts, c.o_result, c.o_joined into o_refused, o_type, o_facts, o_result, o_joined
    from append_file(p_room, p_seq, p_at, p_command) c;
  else
    select c.o_refused, c.o_type, c.o_facts, c.o_result, c.o_joined into o_refused, o_type, o_facts, o_result, o_joined
    from append_room_change(p_room, p_seq, p_no, p_members, p_at, p_command) c;
  end if;
end $$;
