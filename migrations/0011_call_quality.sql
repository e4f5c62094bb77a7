-- How calls went, as clients measured it, kept 30 days: written in batches, read for one call, swept by time.

create table call_quality (
  call_id uuid not null,
  participant_id uuid not null,
  user_id uuid not null,
  at timestamptz(3) not null,
  kind text not null,
  body json not null
);

create index call_quality_call on call_quality (call_id, at);
create index call_quality_age on call_quality using brin (at);
