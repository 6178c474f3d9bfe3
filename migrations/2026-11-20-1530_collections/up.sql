create table collection_copies (
    user_id bigint not null constraint collection_copies_user_id_fkey references users (id) on delete cascade,
    source text not null constraint collection_copies_source_check check (source in ('discogs', 'csv')),
    discogs_id bigint not null constraint collection_copies_discogs_id_check check (discogs_id > 0),
    instance bigint not null,
    folder text not null default '',
    added_at timestamptz not null,
    met_in bigint,
    constraint collection_copies_pkey primary key (user_id, source, discogs_id, instance)
);
create index collection_copies_discogs_id_idx on collection_copies (discogs_id);
comment on table collection_copies is 'Every copy of a record that a person owns, by Discogs'' ids: what collection_items are made of once the pressing itself is stored.';
comment on column collection_copies.source is 'Whose list it is on: discogs, csv.';
comment on column collection_copies.instance is 'Which copy of that release: Discogs'' own number, or 1, 2, 3 for a file''s.';
comment on column collection_copies.met_in is 'The walk through Discogs'' list that met it last; what a whole walk has not met is not there any more.';

create table wanted_releases (
    user_id bigint not null constraint wanted_releases_user_id_fkey references users (id) on delete cascade,
    source text not null constraint wanted_releases_source_check check (source in ('discogs', 'csv')),
    discogs_id bigint not null constraint wanted_releases_discogs_id_check check (discogs_id > 0),
    added_at timestamptz not null,
    is_removed boolean not null default false,
    met_in bigint,
    constraint wanted_releases_pkey primary key (user_id, source, discogs_id)
);
create index wanted_releases_discogs_id_idx on wanted_releases (discogs_id);
comment on table wanted_releases is 'What a person wants as Discogs or a file says, by Discogs'' ids: on their wantlist once the pressing itself is stored.';
comment on column wanted_releases.is_removed is 'The person has taken it off the list here; Discogs'' own list is not ours to change.';
comment on column wanted_releases.met_in is 'The walk through Discogs'' list that met it last.';

comment on column wantlist_items.source is 'Who put it there: manual (the person, here), discogs, csv.';

-- Brings what people own and want in line with the copies and wants of these releases, as far as the pressings are stored.
create function settle_collections(whose bigint, which bigint[], moment timestamptz) returns void language plpgsql as $$
begin
    delete from collection_items as item using releases
    where releases.discogs_id = any(which) and releases.id = item.release_id and (whose is null or item.user_id = whose)
        and not exists (
            select from collection_copies as copy
            where copy.user_id = item.user_id and copy.source = item.source and copy.discogs_id = releases.discogs_id and copy.folder = item.folder
        );
    insert into collection_items as item (user_id, release_id, folder, copies, source, added_at, updated_at)
    select copy.user_id, releases.id, folder, count(*), copy.source, min(added_at), moment
    from collection_copies as copy join releases on releases.discogs_id = copy.discogs_id
    where copy.discogs_id = any(which) and (whose is null or copy.user_id = whose)
    group by copy.user_id, releases.id, folder, copy.source
    order by copy.user_id, releases.id, folder, copy.source
    on conflict on constraint collection_items_release_key do update
        set copies = excluded.copies, added_at = excluded.added_at, updated_at = excluded.updated_at
        where (item.copies, item.added_at) is distinct from (excluded.copies, excluded.added_at);

    -- What the person has put on the list themselves stays as they put it.
    delete from wantlist_items as item using releases
    where releases.discogs_id = any(which) and releases.id = item.release_id and (whose is null or item.user_id = whose)
        and item.source <> 'manual'
        and not exists (
            select from wanted_releases as wanted
            where wanted.user_id = item.user_id and wanted.discogs_id = releases.discogs_id and not is_removed
        );
    insert into wantlist_items as item (user_id, album_id, release_id, source, added_at, updated_at)
    -- Of two lists Discogs' own counts.
    select wanted.user_id, album_id, releases.id, max(wanted.source), min(added_at), moment
    from wanted_releases as wanted join releases on releases.discogs_id = wanted.discogs_id
    where wanted.discogs_id = any(which) and (whose is null or wanted.user_id = whose) and not is_removed
    group by wanted.user_id, album_id, releases.id
    order by wanted.user_id, releases.id
    on conflict (user_id, release_id) where release_id is not null do update
        set source = excluded.source, updated_at = excluded.updated_at
        where item.source <> 'manual' and item.source <> excluded.source;
end
$$;
comment on function settle_collections is 'Makes collection_items and wantlist_items of what is owned and wanted of these Discogs releases, by one person or by all.';

create function releases_arrive() returns trigger language plpgsql as $$
declare
    expected bigint[];
begin
    if exists (select from collection_copies) or exists (select from wanted_releases) then
        select array_agg(distinct discogs_id) into expected from arrived
        where exists (select from collection_copies as copy where copy.discogs_id = arrived.discogs_id)
            or exists (select from wanted_releases as wanted where wanted.discogs_id = arrived.discogs_id);
        if expected is not null then
            perform settle_collections(null, expected, now());
        end if;
    end if;
    return null;
end
$$;
comment on function releases_arrive is 'A pressing that somebody owns or wants is on their list the moment it is stored, whoever fetched it.';
create trigger releases_arrive after insert on releases referencing new table as arrived
    for each statement execute function releases_arrive();

create view owned_releases as
    select id, user_id, release_id, folder, copies, source, added_at
    from collection_items as item
    where source = 'discogs' or not exists (
        select from collection_items as there
        where there.user_id = item.user_id and there.release_id = item.release_id and there.source = 'discogs'
    );
comment on view owned_releases is 'What people own, each pressing once: where Discogs and a file both have it, as Discogs says.';

create view owned_albums as
    select user_id, album_id, sum(copies)::bigint as copies, min(owned_releases.added_at) as added_at
    from owned_releases join releases on releases.id = release_id group by user_id, album_id;
comment on view owned_albums is 'Albums that people own, in whatever pressing: nothing to recommend to them.';
