create table recommendation_signals (
    signal text constraint recommendation_signals_pkey primary key
        constraint recommendation_signals_signal_check check (signal in ('listening', 'seed', 'similar', 'collection', 'rating', 'price')),
    max_points integer not null constraint recommendation_signals_max_points_check check (max_points between 0 and 10000)
);
comment on table recommendation_signals is 'What may speak for an album, and how much for everybody who has said nothing else.';
comment on column recommendation_signals.max_points is 'In hundredths of a point, so that points add up exactly.';
insert into recommendation_signals (signal, max_points) values
    ('listening', 5000), ('seed', 3000), ('similar', 3000), ('collection', 2000), ('rating', 1000), ('price', 1000);

create table user_recommendation_signals (
    user_id bigint not null constraint user_recommendation_signals_user_id_fkey references users (id) on delete cascade,
    signal text not null constraint user_recommendation_signals_signal_fkey references recommendation_signals (signal),
    max_points integer not null constraint user_recommendation_signals_max_points_check check (max_points between 0 and 10000),
    constraint user_recommendation_signals_pkey primary key (user_id, signal)
);
create index user_recommendation_signals_signal_idx on user_recommendation_signals (signal);
comment on table user_recommendation_signals is 'What a person wants to weigh otherwise.';

alter table user_profiles add column preferred_pressing text not null default 'cheapest'
    constraint user_profiles_preferred_pressing_check check (preferred_pressing in ('cheapest', 'original', 'best_rated', 'local'));
comment on column user_profiles.preferred_pressing is 'Which pressing of a recommended album is shown.';

create table taste_models (
    version bigint generated always as identity constraint taste_models_pkey primary key,
    learnt_at timestamptz not null,
    people integer not null,
    artists integer not null,
    model bytea not null,
    report jsonb not null
);
comment on table taste_models is 'What goes with what, learnt from everybody''s listening; the newest is used.';
comment on column taste_models.model is 'In the program''s own format, whose number is its first byte; at most 16 MB.';
comment on column taste_models.report is 'How well a model learnt from the first part of the listening tells the rest.';

create table recommendation_sets (
    user_id bigint constraint recommendation_sets_pkey primary key
        constraint recommendation_sets_user_id_fkey references users (id) on delete cascade,
    changes bigint not null default 0,
    changes_seen bigint,
    generated_at timestamptz,
    expires_at timestamptz,
    shown_at timestamptz,
    inputs_hash text,
    weights jsonb,
    model_version bigint,
    candidates integer not null default 0,
    dismissed_candidates integer not null default 0,
    constraint recommendation_sets_generated_check check (
        (generated_at is null) = (expires_at is null) and (generated_at is null) = (inputs_hash is null)
        and (generated_at is null) = (weights is null) and (generated_at is null) = (changes_seen is null)
    )
);
create index recommendation_sets_expires_at_idx on recommendation_sets (expires_at);
comment on table recommendation_sets is 'What each person is recommended; one set each, computed again and again.';
comment on column recommendation_sets.changes is 'Counts what has changed about the person that recommendations depend on.';
comment on column recommendation_sets.changes_seen is 'How many of these changes the set was computed with; null: it never was.';
comment on column recommendation_sets.shown_at is 'When somebody first looked at it since it was computed.';
comment on column recommendation_sets.inputs_hash is 'SHA-256 of everything that the set was made of, so that the same makes the same again.';
comment on column recommendation_sets.model_version is 'Of taste_models; null: nothing had been learnt.';
comment on column recommendation_sets.candidates is 'How many albums there were to choose from.';
comment on column recommendation_sets.dismissed_candidates is 'How many more there would have been, had the person dismissed none.';

create table recommendation_items (
    user_id bigint not null constraint recommendation_items_user_id_fkey references users (id) on delete cascade,
    album_id bigint not null constraint recommendation_items_album_id_fkey references albums (id) on delete cascade,
    position integer not null,
    is_shown boolean not null,
    score integer not null,
    reasons jsonb not null,
    constraint recommendation_items_pkey primary key (user_id, album_id)
);
create index recommendation_items_album_id_idx on recommendation_items (album_id);
comment on table recommendation_items is 'The albums of a set, and those that take the place of what is dismissed.';
comment on column recommendation_items.is_shown is 'False: one of the next candidates.';
comment on column recommendation_items.score is 'In hundredths of a point: what the points of the reasons add up to.';
comment on column recommendation_items.reasons is 'A list of {"signal", "points", "max", "why"}, the strongest first; put into words when somebody reads it.';

create table recommendation_showings (
    user_id bigint not null constraint recommendation_showings_user_id_fkey references users (id) on delete cascade,
    album_id bigint not null constraint recommendation_showings_album_id_fkey references albums (id) on delete cascade,
    times integer not null,
    last_at timestamptz not null,
    constraint recommendation_showings_pkey primary key (user_id, album_id)
);
create index recommendation_showings_album_id_idx on recommendation_showings (album_id);
comment on table recommendation_showings is 'In how many computed sets a person has seen an album.';

create function recommendations_change() returns trigger language plpgsql as $$
begin
    update recommendation_sets set changes = changes + 1 where user_id in (select user_id from changed);
    return null;
end
$$;
comment on function recommendations_change is 'Whatever changes about a person, and by whomever: their set is to be computed anew.';

do $$
declare
    owner text;
    change record;
begin
    foreach owner in array array['user_seed_artists', 'locked_recommendations', 'dismissed_recommendations', 'collection_items',
        'user_recommendation_signals', 'user_profiles'] loop
        for change in select * from (values ('insert', 'new'), ('update', 'new'), ('delete', 'old')) as c (event, rows) loop
            -- A dismissal has its album replaced at once; what is only noted about it changes nothing.
            continue when owner = 'dismissed_recommendations' and change.event <> 'delete';
            execute format(
                'create trigger recommendations_change_%1$s after %1$s on %2$I referencing %3$s table as changed
                 for each statement execute function recommendations_change()', change.event, owner, change.rows
            );
        end loop;
    end loop;
end
$$;

create function recommendations_notify() returns trigger language plpgsql as $$
begin
    perform pg_notify('recommendations', new.user_id::text);
    return null;
end
$$;
comment on function recommendations_notify is 'Every process hears whose set has become another, or is about to.';
create trigger recommendations_notify after update of generated_at, changes on recommendation_sets
    for each row when (new.generated_at is not null) execute function recommendations_notify();
