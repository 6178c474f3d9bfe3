create table artist_keys (
    key text not null,
    artist_id bigint not null constraint artist_keys_artist_id_fkey references artists (id) on delete cascade,
    constraint artist_keys_pkey primary key (key, artist_id)
);
create index artist_keys_artist_id_idx on artist_keys (artist_id);
comment on table artist_keys is 'Where to look for artists of a name like this: coarser forms of names and aliases, made by the program.';

create table match_decisions (
    id bigint generated always as identity constraint match_decisions_pkey primary key,
    kind text not null constraint match_decisions_kind_check check (kind in ('artist', 'album')),
    verdict text not null constraint match_decisions_verdict_check check (verdict in ('same', 'different')),
    reason text not null constraint match_decisions_reason_check check (reason in ('person', 'id', 'context')),
    from_id bigint not null,
    into_id bigint not null,
    from_name text not null,
    into_name text not null,
    from_keys text[] not null,
    into_keys text[] not null,
    steps jsonb not null default '[]',
    decided_by bigint constraint match_decisions_decided_by_fkey references users (id) on delete set null,
    decided_at timestamptz not null,
    undone_by bigint constraint match_decisions_undone_by_fkey references users (id) on delete set null,
    undone_at timestamptz
);
create index match_decisions_from_keys_idx on match_decisions using gin (from_keys);
create index match_decisions_into_keys_idx on match_decisions using gin (into_keys);
create index match_decisions_from_id_idx on match_decisions (kind, from_id);
create index match_decisions_decided_by_idx on match_decisions (decided_by);
create index match_decisions_undone_by_idx on match_decisions (undone_by);
comment on table match_decisions is 'What was found, or decided, to be one thing or two: every merge and split, for ever.';
comment on column match_decisions.reason is 'A person decided; or an id said it; or what else is known of the two.';
comment on column match_decisions.from_keys is 'By what later imports know the side that was merged away: mbid:…, discogs:…, spotify:…, else name:….';
comment on column match_decisions.steps is 'What a merge did, step by step, so that a split can take it back.';

create table match_reviews (
    id bigint generated always as identity constraint match_reviews_pkey primary key,
    kind text not null constraint match_reviews_kind_check check (kind in ('artist', 'album')),
    one_id bigint not null,
    other_id bigint not null,
    score double precision not null,
    rule text not null,
    evidence jsonb not null,
    state text not null default 'open' constraint match_reviews_state_check check (state in ('open', 'merged', 'apart', 'gone')),
    created_at timestamptz not null,
    decided_at timestamptz,
    decided_by bigint constraint match_reviews_decided_by_fkey references users (id) on delete set null,
    constraint match_reviews_order_check check (one_id < other_id),
    constraint match_reviews_pair_key unique (kind, one_id, other_id)
);
create index match_reviews_state_idx on match_reviews (state, score desc, id);
create index match_reviews_other_id_idx on match_reviews (kind, other_id);
create index match_reviews_decided_by_idx on match_reviews (decided_by);
comment on table match_reviews is 'Pairs that may be one thing, which nobody but a person can tell.';
comment on column match_reviews.evidence is 'What was known of both when they were last looked at: {"one", "other", "shared"}.';
comment on column match_reviews.state is 'gone: one of the two is no longer there.';

-- Hangs everything that points to one row of a table from another row, whatever tables there are, and deletes
-- the first. What cannot hang there twice (the same seed of the same person) is dropped. Every step is told, so
-- that it can be taken back.
create function merge_rows(target regclass, from_id bigint, into_id bigint) returns jsonb language plpgsql as $$
declare
    link record;
    one record;
    keys jsonb;
    steps jsonb := '[]';
begin
    for link in
        select conrelid::regclass as owner, attname as col,
            (select string_agg(format('%L, r.%I', pk.attname, pk.attname), ', ' order by pk.attnum)
                from pg_index join pg_attribute as pk on pk.attrelid = indrelid and pk.attnum = any(indkey)
                where indrelid = conrelid and indisprimary) as pk
        from pg_constraint
            join pg_attribute on attrelid = conrelid and attnum = conkey[1]
            join pg_class on pg_class.oid = conrelid
        where contype = 'f' and confrelid = target and cardinality(conkey) = 1 and not relispartition
        order by 1, 2
    loop
        begin
            execute format(
                'with changed as (update %s as r set %I = $2 where %I = $1 returning jsonb_build_object(%s) as key)
                 select coalesce(jsonb_agg(key), ''[]'') from changed',
                link.owner, link.col, link.col, link.pk
            ) into keys using from_id, into_id;
        exception when unique_violation or check_violation then
            -- Some of them are there already: one by one, then.
            keys := '[]';
            for one in execute format(
                'select r.ctid as place, r.tableoid as part, to_jsonb(r) as whole from %s as r where %I = $1', link.owner, link.col
            ) using from_id loop
                begin
                    execute format(
                        'update %s as r set %I = $3 where ctid = $1 and tableoid = $2 returning $4 || jsonb_build_array(jsonb_build_object(%s))',
                        link.owner, link.col, link.pk
                    ) into keys using one.place, one.part, into_id, keys;
                exception when unique_violation or check_violation then
                    execute format('delete from %s where ctid = $1 and tableoid = $2', link.owner) using one.place, one.part;
                    steps := steps || jsonb_build_object('did', 'dropped', 'table', link.owner::text, 'row', one.whole);
                end;
            end loop;
        end;
        if keys <> '[]' then
            steps := steps || jsonb_build_object(
                'did', 'moved', 'table', link.owner::text, 'column', link.col, 'from', from_id, 'into', into_id, 'keys', keys
            );
        end if;
    end loop;
    execute format('delete from %s as r where id = $1 returning to_jsonb(r)', target) into keys using from_id;
    return steps || jsonb_build_object('did', 'dropped', 'table', target::text, 'row', keys);
end
$$;
comment on function merge_rows is 'Makes one row of two: moves whatever points to the first, deletes it, and tells every step.';

-- Takes the steps of a merge back, the last one first. A row that has gone since stays gone.
create function unmerge_rows(steps jsonb) returns void language plpgsql as $$
declare
    step jsonb;
    columns text;
begin
    for step in select value from jsonb_array_elements(steps) with ordinality order by ordinality desc loop
        if step ->> 'did' = 'moved' then
            execute format(
                'update %s as r set %I = $1 from jsonb_array_elements($3) as moved (key) where r.%I = $2 and to_jsonb(r) @> moved.key',
                step ->> 'table', step ->> 'column', step ->> 'column'
            ) using (step ->> 'from')::bigint, (step ->> 'into')::bigint, step -> 'keys';
        elsif step ->> 'did' = 'dropped' then
            select string_agg(quote_ident(attname), ', ' order by attnum) into columns
            from pg_attribute
            where attrelid = (step ->> 'table')::regclass and attnum > 0 and not attisdropped and attgenerated = '';
            execute format(
                'insert into %1$s (%2$s) overriding system value
                 select %2$s from jsonb_populate_record(null::%1$s, $1) on conflict do nothing',
                step ->> 'table', columns
            ) using step -> 'row';
        elsif step ->> 'did' = 'added' then
            execute format('delete from %s as r where to_jsonb(r) @> $1', step ->> 'table') using step -> 'key';
        elsif step ->> 'did' = 'changed' then
            -- Only what nobody has changed since.
            for columns in select key from jsonb_each(step -> 'before') loop
                execute format(
                    'update %1$s as r set %2$I = (jsonb_populate_record(null::%1$s, $2)).%2$I
                     where id = $1 and to_jsonb(r) -> %3$L is not distinct from $3',
                    step ->> 'table', columns, columns
                ) using (step ->> 'id')::bigint, step -> 'before', step -> 'after' -> columns;
            end loop;
        end if;
    end loop;
end
$$;
comment on function unmerge_rows is 'Takes the steps back that a merge has told.';
